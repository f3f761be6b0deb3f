import {
  AddTagsToCertificateCommand,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";
import { AttachRolePolicyCommand, CreatePolicyCommand, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
} from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stage } from "@cogrion/testing/aws";
import { allowing, clientAccountId, refusalOf, region, roleArn, roleName, startStage } from "@cogrion/testing/aws";

let stage: Stage;
let zoneId: string;
beforeAll(async () => {
  stage = await startStage();
  const { route53 } = await stage.rootOf(clientAccountId);
  const request = { Name: "w-a.example.com", CallerReference: "iam-test" };
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand(request));
  zoneId = (HostedZone?.Id ?? "").replace("/hostedzone/", "");
});
afterAll(() => stage?.stop());

const sessionArn = `arn:aws:sts::${clientAccountId}:assumed-role/${roleName}/test`;

describe("a call without the permission is refused in the protocol of its service", () => {
  it("Route 53: AccessDenied, 403", async () => {
    const { route53 } = await stage.sessionWith(allowing("acm:*"));
    expect(await refusalOf(route53.send(new GetHostedZoneCommand({ Id: zoneId })))).toEqual({
      name: "AccessDenied",
      status: 403,
      message:
        `User: ${sessionArn} is not authorized to perform: route53:GetHostedZone on resource: arn:aws:route53:::hostedzone/${zoneId} ` +
        "because no identity-based policy allows the route53:GetHostedZone action",
    });
  });

  it("ACM: AccessDeniedException, 400", async () => {
    const { acm } = await stage.sessionWith(allowing("route53:*"));
    const request = acm.send(new RequestCertificateCommand({ DomainName: "a.example.com", ValidationMethod: "DNS" }));
    expect(await refusalOf(request)).toEqual({
      name: "AccessDeniedException",
      status: 400,
      message:
        `User: ${sessionArn} is not authorized to perform: acm:RequestCertificate on resource: ` +
        `arn:aws:acm:${region}:${clientAccountId}:certificate/* because no identity-based policy allows the acm:RequestCertificate action`,
    });
  });

  it("IAM: AccessDenied, 403", async () => {
    const { iam } = await stage.sessionWith(allowing("route53:*"));
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: roleArn,
      ActionNames: ["acm:ListCertificates"],
    });
    expect(await refusalOf(iam.send(command))).toMatchObject({ name: "AccessDenied", status: 403 });
  });

  it("naming an explicit denial as such", async () => {
    const policy = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "route53:ListHostedZones", Resource: "*" },
      ],
    };
    const { route53 } = await stage.sessionWith(JSON.stringify(policy));
    const { message } = await refusalOf(route53.send(new ListHostedZonesCommand({})));
    expect(message).toContain("with an explicit deny in an identity-based policy");
  });
});

describe("permissions", () => {
  it("come from attached policies too", async () => {
    const { route53 } = await stage.sessionWith(allowing("acm:*"));
    const { iam } = await stage.rootOf(clientAccountId);
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: "read-zones", PolicyDocument: allowing("route53:ListHostedZones") }),
    );
    expect(await refusalOf(route53.send(new ListHostedZonesCommand({})))).toMatchObject({ name: "AccessDenied" });
    await iam.send(new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: Policy?.Arn }));
    expect(await refusalOf(route53.send(new ListHostedZonesCommand({})))).toMatchObject({ name: "none" });
  });

  it("that are revoked end at once, also for a running session", async () => {
    const session = await stage.sessionWith(allowing("route53:GetHostedZone"));
    const read = () => refusalOf(session.route53.send(new GetHostedZoneCommand({ Id: zoneId })));
    expect(await read()).toMatchObject({ name: "none" });
    await stage.sessionWith(allowing("acm:*"));
    expect(await read()).toMatchObject({ name: "AccessDenied" });
  });

  it("are not needed by the account's own root", async () => {
    const { route53 } = await stage.rootOf(clientAccountId);
    expect(await refusalOf(route53.send(new ListHostedZonesCommand({})))).toMatchObject({ name: "none" });
  });
});

describe("record changes are limited", () => {
  const changing = (...changes: [action: "UPSERT" | "DELETE", name: string, type: "CNAME" | "A"][]) =>
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: {
        Changes: changes.map(([Action, Name, Type]) => ({
          Action,
          ResourceRecordSet: {
            Name,
            Type,
            TTL: 300,
            ResourceRecords: [{ Value: Type === "A" ? "192.0.2.1" : "x.example.net" }],
          },
        })),
      },
    });
  const key = (name: string) => `route53:ChangeResourceRecordSets${name}`;

  it.each<[string, Record<string, unknown>, Parameters<typeof changing>, string]>([
    [
      "by name",
      { "ForAllValues:StringLike": { [key("NormalizedRecordNames")]: "_*.w-a.example.com" } },
      [["UPSERT", "_v.w-a.example.com.", "CNAME"]],
      "none",
    ],
    [
      "by each name of a batch",
      { "ForAllValues:StringLike": { [key("NormalizedRecordNames")]: "_*.w-a.example.com" } },
      [
        ["UPSERT", "_v.w-a.example.com", "CNAME"],
        ["UPSERT", "app.w-a.example.com", "CNAME"],
      ],
      "AccessDenied",
    ],
    [
      "by a wildcard's name in its octal form",
      { "ForAllValues:StringEquals": { [key("NormalizedRecordNames")]: String.raw`\052.w-a.example.com` } },
      [["UPSERT", "*.w-a.example.com", "CNAME"]],
      "none",
    ],
    [
      "by type",
      { "ForAllValues:StringEquals": { [key("RecordTypes")]: ["CNAME"] } },
      [["UPSERT", "host.w-a.example.com", "A"]],
      "AccessDenied",
    ],
    [
      "by action",
      { "ForAllValues:StringEquals": { [key("Actions")]: ["UPSERT"] } },
      [["DELETE", "_v.w-a.example.com", "CNAME"]],
      "AccessDenied",
    ],
    [
      "to batches that hold one of the names",
      { "ForAnyValue:StringEquals": { [key("NormalizedRecordNames")]: "_v.w-a.example.com" } },
      [["UPSERT", "other.w-a.example.com", "CNAME"]],
      "AccessDenied",
    ],
  ])("%s", async (_, condition, changes, expected) => {
    const policy = allowing("route53:ChangeResourceRecordSets", `arn:aws:route53:::hostedzone/*`, condition);
    const { route53 } = await stage.sessionWith(policy);
    expect(await refusalOf(route53.send(changing(...changes)))).toMatchObject({ name: expected });
  });

  it("to the zone that the policy names", async () => {
    const { route53 } = await stage.sessionWith(
      allowing("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/ZOTHER"),
    );
    const change = changing(["UPSERT", "_v.w-a.example.com", "CNAME"]);
    expect(await refusalOf(route53.send(change))).toMatchObject({ name: "AccessDenied" });
  });
});

describe("certificates are limited", () => {
  const tagged = (value: string) => ({ Tags: [{ Key: "workspace", Value: value }] });
  const requesting = (value: string) =>
    new RequestCertificateCommand({ DomainName: `${value}.example.com`, ValidationMethod: "DNS", ...tagged(value) });

  it("by the tag that a request gives", async () => {
    const condition = { StringEquals: { "aws:RequestTag/workspace": "w-a" } };
    const { acm } = await stage.sessionWith(allowing("acm:RequestCertificate", "*", condition));
    expect(await refusalOf(acm.send(requesting("w-a")))).toMatchObject({ name: "none" });
    expect(await refusalOf(acm.send(requesting("w-b")))).toMatchObject({ name: "AccessDeniedException" });
  });

  it("by the tag that the certificate has", async () => {
    const root = await stage.rootOf(clientAccountId);
    const { CertificateArn } = await root.acm.send(requesting("w-c"));
    const condition = { StringEquals: { "aws:ResourceTag/workspace": "w-c" } };
    const { acm } = await stage.sessionWith(allowing("acm:DescribeCertificate", "*", condition));
    const describeIt = () => refusalOf(acm.send(new DescribeCertificateCommand({ CertificateArn })));
    expect(await describeIt()).toMatchObject({ name: "none" });
    await root.acm.send(new AddTagsToCertificateCommand({ CertificateArn, ...tagged("w-d") }));
    expect(await describeIt()).toMatchObject({ name: "AccessDeniedException" });
  });

  it("by region", async () => {
    const elsewhere = { StringEquals: { "aws:RequestedRegion": "eu-central-1" } };
    const { acm } = await stage.sessionWith(allowing("acm:ListCertificates", "*", elsewhere));
    expect(await refusalOf(acm.send(new ListCertificatesCommand({})))).toMatchObject({ name: "AccessDeniedException" });
  });

  it("by the domains of the request", async () => {
    const condition = { "ForAllValues:StringEquals": { "acm:DomainNames": ["w-a.example.com"] } };
    const { acm } = await stage.sessionWith(allowing("acm:RequestCertificate", "*", condition));
    expect(await refusalOf(acm.send(requesting("w-a")))).toMatchObject({ name: "none" });
    expect(await refusalOf(acm.send(requesting("w-e")))).toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("a simulation", () => {
  const simulate = async (policy: string, request: { ResourceArns?: string[]; PolicySourceArn?: string }) => {
    const { iam } = await stage.sessionWith(policy);
    return iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: ["route53:GetHostedZone", "acm:ListCertificates"],
        ...request,
      }),
    );
  };
  const simulating = (...statements: unknown[]): string =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "iam:SimulatePrincipalPolicy", Resource: roleArn }, ...statements],
    });

  it("decides as the real call would", async () => {
    const policy = simulating(
      { Effect: "Allow", Action: "route53:*", Resource: "arn:aws:route53:::hostedzone/*" },
      { Effect: "Deny", Action: "acm:*", Resource: "*" },
    );
    const answer = await simulate(policy, { ResourceArns: ["arn:aws:route53:::hostedzone/Z1"] });
    expect(answer.EvaluationResults).toMatchObject([
      { EvalActionName: "route53:GetHostedZone", EvalDecision: "allowed" },
      { EvalActionName: "acm:ListCertificates", EvalDecision: "explicitDeny" },
    ]);
  });

  it("says that nothing allows an action", async () => {
    const { EvaluationResults = [] } = await simulate(simulating(), {});
    expect(EvaluationResults.map((each) => each.EvalDecision)).toEqual(["implicitDeny", "implicitDeny"]);
  });

  it("of a role that is missing finds none", async () => {
    const policy = allowing("iam:SimulatePrincipalPolicy");
    expect(await refusalOf(simulate(policy, { PolicySourceArn: `${roleArn}Missing` }))).toMatchObject({
      name: "NoSuchEntityException",
      status: 404,
    });
  });
});
