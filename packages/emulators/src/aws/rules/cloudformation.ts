import type { AwsAnswer } from "../answers.ts";
import { errorResponse } from "../answers.ts";
import type { AwsCall } from "../call.ts";

const making: readonly string[] = ["CreateStack", "UpdateStack", "CreateChangeSet"];

/**
 * AWS's rejection of something that moto accepts: a stack with a named IAM role from a caller who
 * has not acknowledged it. Undefined otherwise.
 */
export const refuseStack = ({ action, form }: AwsCall): AwsAnswer | undefined => {
  if (!making.includes(action) || !/AWS::IAM::/.test(form.get("TemplateBody") ?? "")) return undefined;
  const acknowledged = [...form].filter(([name]) => name.startsWith("Capabilities.member.")).map(([, value]) => value);
  if (acknowledged.includes("CAPABILITY_NAMED_IAM")) return undefined;
  return errorResponse(
    "cloudformation",
    "InsufficientCapabilitiesException",
    "Requires capabilities : [CAPABILITY_NAMED_IAM]",
    400,
  );
};
