import { ListCertificatesCommand } from "@aws-sdk/client-acm";
import { CreateRoleCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import { ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClientRole } from "../accounts.ts";
import { cogrionAccountId } from "../credentials.ts";
import type { Stage } from "@cogrion/testing/aws";
import {
  allowing,
  clientAccountId,
  externalId,
  refusalOf,
  roleArn,
  roleName,
  startStage,
  trustPolicy,
  trustsCogrion,
} from "@cogrion/testing/aws";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

const giveRole = (document: string, name = roleName, permissionsPolicy = allowing("route53:*")) =>
  createClientRole({
    endpointUrl: stage.endpointUrl,
    accountId: clientAccountId,
    roleName: name,
    trustPolicy: document,
    permissionsPolicy,
  });

const denied = {
  name: "AccessDenied",
  status: 403,
  message: `User: arn:aws:iam::${cogrionAccountId}:root is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
};

describe("a role is assumed", () => {
  it("with the external id of its trust policy, and the session is in the client's account", async () => {
    await giveRole(trustsCogrion);
    const session = await stage.assume();
    expect(await session.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: clientAccountId,
      Arn: `arn:aws:sts::${clientAccountId}:assumed-role/${roleName}/test`,
    });
  });

  it("without an external id, where the trust policy asks for none", async () => {
    await giveRole(trustPolicy("*", {}));
    expect(await refusalOf(stage.assume({ ExternalId: undefined }))).toMatchObject({ name: "none" });
  });

  it("by its whole ARN, with the path", async () => {
    const { iam } = await stage.rootOf(clientAccountId);
    await iam.send(
      new CreateRoleCommand({ RoleName: "InFolder", Path: "/team/", AssumeRolePolicyDocument: trustsCogrion }),
    );
    const arnOf = (path: string) => `arn:aws:iam::${clientAccountId}:role/${path}InFolder`;
    expect(await refusalOf(stage.assume({ RoleArn: arnOf("team/") }))).toMatchObject({ name: "none" });
    expect(await refusalOf(stage.assume({ RoleArn: arnOf("") }))).toMatchObject({ name: "AccessDenied" });
  });
});

describe("a role is not assumed, in the same words,", () => {
  it.each([
    ["without the external id", trustsCogrion, { ExternalId: undefined }],
    ["with another external id", trustsCogrion, { ExternalId: "ext-4712" }],
    ["with the external id in another case", trustsCogrion, { ExternalId: externalId.toUpperCase() }],
    ["when it trusts another account", trustPolicy("arn:aws:iam::333333333333:root"), {}],
  ])("%s", async (_, document, request) => {
    await giveRole(document);
    expect(await refusalOf(stage.assume(request))).toEqual(denied);
  });

  it("when it is missing", async () => {
    const { name, status } = await refusalOf(stage.assume({ RoleArn: `${roleArn}Missing` }));
    expect({ name, status }).toEqual({ name: "AccessDenied", status: 403 });
  });

  it("when it is of another account", async () => {
    await giveRole(trustsCogrion);
    const RoleArn = roleArn.replace(clientAccountId, "333333333333");
    expect(await refusalOf(stage.assume({ RoleArn }))).toMatchObject({ name: "AccessDenied", status: 403 });
  });
});

describe("a role assumes another", () => {
  const otherArn = `arn:aws:iam::${clientAccountId}:role/Other`;

  it("when the other trusts it and its own policy allows that", async () => {
    await giveRole(trustPolicy(roleArn, {}), "Other");
    await giveRole(trustsCogrion, roleName, allowing("sts:AssumeRole", otherArn));
    const session = await stage.assume();
    expect(await refusalOf(stage.assume({ RoleArn: otherArn }, session))).toMatchObject({ name: "none" });
  });

  it("never by the other's trust alone", async () => {
    await giveRole(trustPolicy(roleArn, {}), "Other");
    await giveRole(trustsCogrion, roleName, allowing("route53:*"));
    const session = await stage.assume();
    expect(await refusalOf(stage.assume({ RoleArn: otherArn }, session))).toMatchObject({ name: "AccessDenied" });
  });
});

describe("a request is malformed", () => {
  it.each([
    ["its role ARN", { RoleArn: "arn:aws:iam::22:role/CogrionProvisioning" }],
    ["its session name", { RoleSessionName: "has blanks" }],
    ["its external id", { ExternalId: "ext<4711>" }],
    ["a session of less than a quarter of an hour", { DurationSeconds: 899 }],
    ["a session that is longer than the role allows", { DurationSeconds: 3601 }],
  ])("by %s", async (_, request) => {
    await giveRole(trustsCogrion);
    expect(await refusalOf(stage.assume(request))).toMatchObject({ name: "ValidationError", status: 400 });
  });
});

describe("credentials that the emulator did not give out are refused", () => {
  it.each([
    ["an unknown key", { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "-" }],
    ["a forged session", { accessKeyId: "ASIAFORGED", secretAccessKey: "-", sessionToken: "e30.AAAA" }],
  ])("%s", async (_, credentials) => {
    const { route53, iam, acm } = stage.clientsWith(credentials);
    expect(await refusalOf(route53.send(new ListHostedZonesCommand({})))).toMatchObject({
      name: "InvalidClientTokenId",
      status: 403,
    });
    expect(await refusalOf(iam.send(new GetRoleCommand({ RoleName: roleName })))).toMatchObject({
      name: "InvalidClientTokenId",
    });
    expect(await refusalOf(acm.send(new ListCertificatesCommand({})))).toMatchObject({
      name: "UnrecognizedClientException",
      status: 400,
    });
  });
});
