import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { rootCredentialsOf } from "./root.ts";

export type OnboardingStack = {
  endpointUrl: string;
  /** The client's AWS account. */
  accountId: string;
  awsRegion: string;
  workspaceId: string;
  /** YAML, as `workspace template` prints it. */
  template: string;
};

/** The account already has a role of that name, which the stack did not create. */
export class RoleInUseError extends Error {
  constructor({ accountId, workspaceId }: OnboardingStack) {
    super(
      `The AWS account ${accountId} has a role of the name that ${workspaceId} asks for, and no stack of ${workspaceId} made it. It may serve another workspace, so it is left as it is.\n` +
        `Cancel ${workspaceId}, and create a workspace without --role-name: it gets a role of its own.`,
    );
    this.name = "RoleInUseError";
  }
}

const isNamed = (error: unknown, name: RegExp): boolean => error instanceof Error && name.test(error.name);

/**
 * Does what the client's engineer does with the onboarding template: launches or updates the stack
 * that quick-create links name. It neither creates nor changes another workspace's role. Returns
 * the role's ARN.
 * @throws RoleInUseError
 */
export const launchOnboardingStack = async (options: OnboardingStack): Promise<string> => {
  const { endpointUrl, accountId, awsRegion, workspaceId, template } = options;
  const client = new CloudFormationClient({
    endpoint: endpointUrl,
    region: awsRegion,
    credentials: await rootCredentialsOf(endpointUrl, accountId),
  });
  const stack = {
    StackName: `cogrion-${workspaceId}`,
    TemplateBody: template,
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
  };
  try {
    await client.send(new CreateStackCommand(stack));
  } catch (error) {
    if (isNamed(error, /^EntityAlreadyExists/)) throw new RoleInUseError(options);
    if (!isNamed(error, /^AlreadyExistsException/)) throw error;
    await client.send(new UpdateStackCommand(stack));
  }
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack.StackName }));
  const arn = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "RoleArn")?.OutputValue;
  if (arn === undefined) throw new Error(`the stack ${stack.StackName} has no output RoleArn`);
  return arn;
};
