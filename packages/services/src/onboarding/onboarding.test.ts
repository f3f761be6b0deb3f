import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Caller } from "../access/caller.ts";
import { cloudFormationTemplate } from "./cloudformation.ts";
import { policyStatementsOf, statementGranting } from "@cogrion/domain/provisioning/policy";
import { getOnboardingTemplate, policySubjectOf } from "./template.ts";

const workspace: Pick<Workspace, "id" | "accountId" | "delegatedZone" | "aws"> = {
  id: "w-acme" as WorkspaceId,
  accountId: "account-1",
  delegatedZone: "w-acme.sgp-1.cogrion.com",
  aws: {
    accountId: "222222222222",
    roleName: "CogrionProvisioning-w-acme",
    region: "ap-southeast-1",
    externalId: "external-1",
  },
};
const trustedPrincipalArn = "arn:aws:iam::111111111111:root";
const subject = policySubjectOf(workspace);

const viewer = {
  principal: { uid: "u", accounts: [{ id: "account-1", roles: ["viewer"] }], systemRoles: [], supportAccess: [] },
} as unknown as Caller;
const templateFor = (hostedTemplateUrl?: string) =>
  getOnboardingTemplate(
    {
      store: { workspaces: { get: async () => workspace } } as unknown as Store,
      trustedPrincipalArn,
      hostedTemplateUrl,
    },
    viewer,
    workspace.id,
  );

type Template = {
  Parameters: Record<string, { Default?: string }>;
  Resources: {
    ProvisioningRole: {
      Properties: { AssumeRolePolicyDocument: unknown; Policies: { PolicyDocument: unknown }[]; RoleName: unknown };
    };
  };
};

/** Evaluates the two CloudFormation functions that the template uses. */
const evaluated = (value: unknown, parameters: Record<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((each) => evaluated(each, parameters));
  if (typeof value !== "object" || value === null) return value;
  const [first] = Object.entries(value);
  if (first?.[0] === "Ref") return parameters[String(first[1])];
  if (first?.[0] === "Fn::Sub") {
    return String(first[1]).replaceAll(/\$\{([\w:]+)\}/g, (_, name: string) => parameters[name] ?? `missing ${name}`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, evaluated(each, parameters)]));
};

describe("the policy", () => {
  it("names each action once, and none by a wildcard", () => {
    const actions = policyStatementsOf(subject).flatMap((statement) => statement.Action);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    expect(new Set(actions).size).toBe(actions.length);
  });

  it("limits each write that IAM can limit to the delegated zone, the workspace's tag and the region", () => {
    const byAction = (action: string) =>
      policyStatementsOf(subject).find((statement) => statement.Action.includes(action));
    expect(byAction("route53:ChangeResourceRecordSets")?.Condition).toMatchObject({
      "ForAllValues:StringLike": {
        "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_*.w-acme.sgp-1.cogrion.com"],
      },
    });
    expect(byAction("acm:RequestCertificate")?.Condition).toMatchObject({
      "ForAllValues:StringEquals": { "acm:DomainNames": ["w-acme.sgp-1.cogrion.com", "*.w-acme.sgp-1.cogrion.com"] },
      StringEquals: { "aws:RequestedRegion": "ap-southeast-1", "aws:RequestTag/cogrion:workspace": "w-acme" },
    });
    expect(byAction("acm:DeleteCertificate")).toMatchObject({
      Resource: "arn:aws:acm:ap-southeast-1:222222222222:certificate/*",
      Condition: { StringEquals: { "aws:ResourceTag/cogrion:workspace": "w-acme" } },
    });
  });

  it("quotes the statement that grants an action, and none for an action that is not needed", () => {
    expect(JSON.parse(statementGranting("route53:CreateHostedZone", subject) ?? "")).toMatchObject({
      Sid: "CreateHostedZone",
    });
    expect(statementGranting("iam:CreateUser", subject)).toBeUndefined();
  });
});

describe("the templates", () => {
  it("make one and the same role: in CloudFormation, in Terraform and as policies", async () => {
    const template = await templateFor();
    const policy: unknown = JSON.parse(template.permissionsPolicy);
    const trust: unknown = JSON.parse(template.trustPolicy);
    expect(trust).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: trustedPrincipalArn },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": "external-1" } },
        },
      ],
    });

    // YAML 1.1, as CloudFormation's tools read it: unquoted dates would not stay text.
    const cloudFormation = parse(template.cloudFormation, { version: "1.1" }) as Template;
    const defaults = Object.fromEntries(
      Object.entries(cloudFormation.Parameters).map(([name, { Default }]) => [name, Default ?? ""]),
    );
    const role = evaluated(cloudFormation.Resources.ProvisioningRole.Properties, {
      ...defaults,
      "AWS::AccountId": "222222222222",
    });
    expect(role).toMatchObject({
      RoleName: "CogrionProvisioning-w-acme",
      AssumeRolePolicyDocument: trust,
      Policies: [{ PolicyDocument: policy }],
    });

    const documents = [...template.terraform.matchAll(/jsonencode\((\{.*?^ {2}\})\)/gms)].map(
      (match) => JSON.parse(match[1] ?? "") as unknown,
    );
    expect(documents).toEqual([trust, policy]);
  });

  it("fill a quick-create link in where the template is hosted, and give none where it is not", async () => {
    expect((await templateFor()).quickCreateUrl).toBeUndefined();
    const hosted = "https://cogrion-prod-sgp-1-artifacts.s3.amazonaws.com/onboarding/role.yaml";
    const url = new URL((await templateFor(hosted)).quickCreateUrl ?? "");
    expect(url.origin).toBe("https://ap-southeast-1.console.aws.amazon.com");
    const query = new URLSearchParams(url.hash.split("?")[1]);
    expect(query.get("templateURL")).toBe(hosted);
    const names = Object.keys((parse(cloudFormationTemplate()) as Template).Parameters);
    expect(names.map((name) => query.get(`param_${name}`))).toEqual([
      "w-acme",
      "w-acme.sgp-1.cogrion.com",
      "CogrionProvisioning-w-acme",
      "external-1",
      trustedPrincipalArn,
      "ap-southeast-1",
    ]);
  });

  it("hold no workspace's values when they are the ones to be hosted", () => {
    const { Parameters } = parse(cloudFormationTemplate()) as Template;
    expect(Object.values(Parameters).flatMap((parameter) => parameter.Default ?? [])).toEqual([]);
  });
});
