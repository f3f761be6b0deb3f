import { CloudFormationClient, CreateStackCommand, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import { GetRoleCommand, GetRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchOnboardingStack } from "../onboarding-stack.ts";
import { rootCredentialsOf } from "../root.ts";
import type { Stage } from "@cogrion/testing/aws";
import { allowing, clientAccountId, refusalOf, region, startStage } from "@cogrion/testing/aws";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

/** A role with a name, like the onboarding template's, in JSON, which is also YAML. */
const templateOf = (roleName: string, externalId: string, action = "route53:GetHostedZone"): string =>
  JSON.stringify({
    Parameters: { ExternalId: { Type: "String", Default: externalId } },
    Resources: {
      ProvisioningRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: roleName,
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111111111111:root" },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "sts:ExternalId": { Ref: "ExternalId" } } },
              },
            ],
          },
          Policies: [
            {
              PolicyName: "Provisioning",
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: action, Resource: { "Fn::Sub": "arn:${AWS::AccountId}" } }],
              },
            },
          ],
        },
      },
    },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["ProvisioningRole", "Arn"] } } },
  });

const launch = (workspaceId: string, template: string): Promise<string> =>
  launchOnboardingStack({
    endpointUrl: stage.endpointUrl,
    accountId: clientAccountId,
    awsRegion: region,
    workspaceId,
    template,
  });
const cloudFormationWith = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
  new CloudFormationClient({ endpoint: stage.endpointUrl, region, credentials, maxAttempts: 1 });
const roleOf = async (roleName: string) => {
  const { iam } = await stage.rootOf(clientAccountId);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleName }));
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: "Provisioning" }));
  return {
    trust: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
    policy: JSON.parse(decodeURIComponent(policy.PolicyDocument ?? "")) as unknown,
  };
};

it("a stack makes its role, brings it to another template, and outlives the process", async () => {
  const arn = await launch("w-one", templateOf("One", "first"));
  expect(arn).toBe(`arn:aws:iam::${clientAccountId}:role/One`);
  expect((await stage.assume({ RoleArn: arn, ExternalId: "first" })).sts).toBeDefined();

  await launch("w-one", templateOf("One", "first", "route53:DeleteHostedZone"));
  await stage.restart();
  const { trust, policy } = await roleOf("One");
  expect(trust).toContain("first");
  expect(policy).toMatchObject({
    Statement: [{ Action: "route53:DeleteHostedZone", Resource: `arn:${clientAccountId}` }],
  });
  expect(await launch("w-one", templateOf("One", "first"))).toBe(arn);
});

it("a role that another stack made is refused and left as it is, and so is the list of stacks", async () => {
  await launch("w-two", templateOf("Two", "second"));
  const before = await roleOf("Two");
  await expect(launch("w-thief", templateOf("Two", "thief"))).rejects.toThrow(/has a role of the name.*left as it is/s);
  expect(await roleOf("Two")).toEqual(before);
  const client = cloudFormationWith(await rootCredentialsOf(stage.endpointUrl, clientAccountId));
  const names: (string | undefined)[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {}))
    names.push(...Stacks.map((each) => each.StackName));
  expect(names).toContain("cogrion-w-two");
  expect(names).not.toContain("cogrion-w-thief");
});

it("a named role needs the capability that AWS asks for, and a role session the permission", async () => {
  const request = { StackName: "bare", TemplateBody: templateOf("Bare", "bare") };
  const root = cloudFormationWith(await rootCredentialsOf(stage.endpointUrl, clientAccountId));
  expect(await refusalOf(root.send(new CreateStackCommand(request)))).toMatchObject({
    name: "InsufficientCapabilitiesException",
    status: 400,
  });
  const session = await stage.sessionWith(allowing("route53:*"));
  const asRole = cloudFormationWith(await session.sts.config.credentials());
  const named = new CreateStackCommand({ ...request, Capabilities: ["CAPABILITY_NAMED_IAM"] });
  expect(await refusalOf(asRole.send(named))).toMatchObject({ name: "AccessDenied", status: 403 });
});
