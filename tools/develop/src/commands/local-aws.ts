import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { launchOnboardingStack } from "@cogrion/emulators/aws/onboarding-stack";
import { rootCredentialsOf } from "@cogrion/emulators/aws/root";
import { runningStack } from "@cogrion/local-stack";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { ApiOptions } from "@cogrion/cli/client/connection";
import { connect, withApiOptions } from "@cogrion/cli/client/connection";
import { plain } from "@cogrion/cli/render/text";
import { parseWorkspaceId } from "@cogrion/cli/commands/arguments";
import { withExamples } from "@cogrion/cli/commands/help";

const parseAwsAccount = (text: string): string => {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("An AWS account's number has 12 digits.");
};

export const register = (program: Command): void => {
  const localAws = program
    .command("local-aws")
    .summary("act as the client in the local stack's AWS emulator")
    .description(
      "In the local stack's AWS emulator, every account number is one of your accounts.\nIn AWS itself, clients use their own tools: docs/guides/client-permissions.md.",
    );
  withExamples(
    withApiOptions(
      localAws
        .command("launch")
        .summary("launch a workspace's onboarding template in its AWS account")
        .argument("<id>", "w-{slug}", parseWorkspaceId),
    ).action(launch),
    "local-aws launch w-second && ./cogrion workspace retry w-second --watch",
  );
  withExamples(
    localAws
      .command("credentials")
      .summary("print root credentials of an account, valid for an hour, as variables for AWS tools")
      .argument("<account>", "12 digits", parseAwsAccount)
      .option("--json", "JSON instead of text")
      .action(printCredentials),
    "local-aws credentials 222222222222 > aws.env && . ./aws.env && aws route53 list-hosted-zones",
  );
};

const endpointUrlOf = async (): Promise<string> => {
  const aws = (await runningStack())?.parts.find(({ name }) => name === "aws");
  if (aws === undefined) throw new Error("The local stack is not running. Start it with: ./cogrion up");
  return `http://localhost:${aws.port}`;
};

const launch = async (id: WorkspaceId, options: ApiOptions): Promise<void> => {
  const endpointUrl = await endpointUrlOf();
  const api = await connect(options);
  const params = { workspace_id: id };
  const [{ aws }, { cloudformation: template }] = await Promise.all([
    api.call(routes.getWorkspace, { params }),
    api.call(routes.getOnboardingTemplate, { params }),
  ]);
  const roleArn = await launchOnboardingStack({
    endpointUrl,
    accountId: aws.account_id,
    awsRegion: aws.region,
    workspaceId: id,
    template,
  });
  if (options.json === true) console.log(JSON.stringify({ stack: `cogrion-${id}`, role_arn: roleArn }));
  else {
    console.log(
      `CloudFormation stack cogrion-${id} is in AWS account ${aws.account_id}, with the role ${plain(roleArn)}.`,
    );
    console.log(`\nNext: ./cogrion workspace retry ${id} --watch`);
  }
};

const printCredentials = async (accountId: string, { json }: { json?: boolean }): Promise<void> => {
  const endpointUrl = await endpointUrlOf();
  const { accessKeyId, secretAccessKey, sessionToken } = await rootCredentialsOf(endpointUrl, accountId);
  const variables = {
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: "ap-southeast-1",
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  if (json === true) console.log(JSON.stringify(variables));
  else for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${value}`);
};
