import type { AwsAnswer } from "../answers.ts";
import { errorAnswer } from "../answers.ts";
import type { AwsCall } from "../call.ts";

const making: readonly string[] = ["CreateStack", "UpdateStack", "CreateChangeSet"];

/**
 * What AWS refuses and moto makes: a stack with an IAM role of a given name, by somebody who has
 * not said that it may have one. Undefined otherwise.
 */
export const refuseStack = ({ action, form }: AwsCall): AwsAnswer | undefined => {
  if (!making.includes(action) || !/AWS::IAM::/.test(form.get("TemplateBody") ?? "")) return undefined;
  const acknowledged = [...form].filter(([name]) => name.startsWith("Capabilities.member.")).map(([, value]) => value);
  if (acknowledged.includes("CAPABILITY_NAMED_IAM")) return undefined;
  return errorAnswer(
    "cloudformation",
    "InsufficientCapabilitiesException",
    "Requires capabilities : [CAPABILITY_NAMED_IAM]",
    400,
  );
};
