import { CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import type { ClientContext, PreflightReport, WorkspaceId } from "@cogrion/domain";
import { permissionsPolicyOf } from "@cogrion/domain/provisioning/policy";
import type { Stage } from "@cogrion/testing/aws";
import { allowing, clientAccountId, externalId, region, roleName, startStage } from "@cogrion/testing/aws";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCertificates } from "./certificates.ts";
import { createSessions } from "./clients.ts";
import { createHostedZones } from "./hosted-zones.ts";
import { runPreflight } from "./preflight.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

const contextIn = (awsRegion: string): ClientContext => ({
  workspaceId: "w-acme" as WorkspaceId,
  delegatedZone: "w-acme.sgp-1.cogrion.com",
  role: { accountId: clientAccountId, roleName, externalId, region: awsRegion },
});

const sessions = () =>
  createSessions({
    region,
    endpoint: stage.endpointUrl,
    credentials: { accessKeyId: "AKIACOGRION000000001", secretAccessKey: "-" },
  });

const givenRoleFor = async ({ workspaceId, delegatedZone, role }: ClientContext): Promise<void> => {
  const subject = { workspaceId, delegatedZone, awsAccountId: role.accountId, roleName, awsRegion: role.region };
  await stage.sessionWith(JSON.stringify(permissionsPolicyOf(subject)));
};

const statusesOf = ({ checks }: PreflightReport) => Object.fromEntries(checks.map(({ id, status }) => [id, status]));

it("finds an AWS region that the account has not enabled, before anything is created", async () => {
  const context = contextIn("ap-east-1");
  await givenRoleFor(context);
  const report = await runPreflight(sessions(), context);
  expect(statusesOf(report)).toEqual({
    role_assumable: "passed",
    external_id_enforced: "passed",
    region_enabled: "failed",
    account_matches: "passed",
    permissions: "skipped",
    quotas: "passed",
  });
  expect(report.checks.find(({ id }) => id === "region_enabled")?.hint).toMatchObject({
    code: "aws_region_not_enabled",
    owner: "client",
    summary: expect.stringContaining("ap-east-1"),
    action: expect.stringContaining("retry"),
  });
});

it("blocks a step in such a region for the same reason", async () => {
  const context = contextIn("ap-east-1");
  await givenRoleFor(context);
  await expect(createCertificates(sessions()).find(context)).rejects.toMatchObject({
    hint: { code: "aws_region_not_enabled", owner: "client" },
  });
});

it("passes once the account's owner has enabled the region", async () => {
  await stage.control("POST", `accounts/${clientAccountId}/regions`, { enable: "ap-east-2" });
  const context = contextIn("ap-east-2");
  await givenRoleFor(context);
  const report = await runPreflight(sessions(), context);
  expect(report.checks.filter(({ status }) => status !== "passed")).toEqual([]);
});

it("does not count the workspace's own zone against the quota, as before a repair", async () => {
  const context = contextIn(region);
  await givenRoleFor(context);
  const hostedZones = createHostedZones(sessions());
  await stage.control("POST", `accounts/${clientAccountId}/quotas`, { hostedZones: 1 });
  const own = await hostedZones.create(context, 1);
  const checkOf = async () => (await runPreflight(sessions(), context)).checks.find(({ id }) => id === "quotas");
  expect(await checkOf()).toMatchObject({ status: "passed", detail: expect.stringContaining("this workspace's") });

  await hostedZones.delete(context, own.id);
  const root = await stage.rootOf(clientAccountId);
  await root.route53.send(new CreateHostedZoneCommand({ Name: "other.example", CallerReference: "other" }));
  expect(await checkOf()).toMatchObject({ status: "failed", hint: { code: "quota_exceeded" } });
  await stage.control("POST", `accounts/${clientAccountId}/quotas`, { hostedZones: 500 });
});

it("distinguishes a region that responds from a permission that is missing there", async () => {
  await stage.sessionWith(allowing("route53:*"));
  const report = await runPreflight(sessions(), contextIn(region));
  expect(statusesOf(report)).toMatchObject({ region_enabled: "passed", permissions: "failed" });
});
