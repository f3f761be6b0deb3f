import type { ClientContext, PreflightReport, WorkspaceId } from "@cogrion/domain";
import { createClientRole } from "@cogrion/emulators/aws/accounts";
import { cogrionAccountId } from "@cogrion/emulators/aws/credentials";
import type { Stage } from "@cogrion/testing/aws";
import { allowing, clientAccountId, externalId, region, roleName, startStage, trustPolicy } from "@cogrion/testing/aws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createSessions } from "./clients.ts";
import { runPreflight } from "./preflight.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterEach(() => stage.control("DELETE", "all"));
afterAll(() => stage?.stop());

const context: ClientContext = {
  workspaceId: "w-acme" as WorkspaceId,
  delegatedZone: "w-acme.sgp-1.cogrion.com",
  role: { accountId: clientAccountId, roleName, externalId, region },
  foreignExternalIds: ["ext-of-another-workspace"],
};

const preflight = (): Promise<PreflightReport> =>
  runPreflight(
    createSessions({
      region,
      endpoint: stage.endpointUrl,
      credentials: { accessKeyId: "AKIACOGRION000000001", secretAccessKey: "-" },
    }),
    context,
  );

const givenTrust = (condition: Record<string, unknown>): Promise<unknown> =>
  createClientRole({
    endpointUrl: stage.endpointUrl,
    accountId: clientAccountId,
    roleName,
    trustPolicy: trustPolicy(`arn:aws:iam::${cogrionAccountId}:root`, condition),
    permissionsPolicy: allowing("*"),
  });

const statusesOf = ({ checks }: PreflightReport) => checks.map(({ id, status }) => `${id} ${status}`);

describe("a role that takes another external id than the workspace's", () => {
  it.each([
    ["none", {}],
    ["any", { StringLike: { "sts:ExternalId": "*" } }],
    ["another workspace's", { StringEquals: { "sts:ExternalId": [externalId, "ext-of-another-workspace"] } }],
  ])("%s fails, and nothing more is asked of the account", async (_name, condition) => {
    await givenTrust(condition);
    const report = await preflight();
    expect(statusesOf(report)).toEqual([
      "role_assumable passed",
      "external_id_enforced failed",
      "account_matches skipped",
      "region_enabled skipped",
      "permissions skipped",
      "quotas skipped",
    ]);
    expect(report.checks[1]?.hint).toMatchObject({ code: "role_assumable_without_external_id", owner: "client" });
  });
});

// The first AssumeRole call is the workspace's own. The second has no external id, the third a
// fresh one, the fourth another workspace's.
describe.each([1, 2, 3])("negative check %i", (skip) => {
  it.each(["throttle", "internal_error", "timeout", "lost_answer"])(
    "says nothing after %s: the preflight is repeated",
    async (kind) => {
      await givenTrust({ StringEquals: { "sts:ExternalId": externalId } });
      await stage.control("POST", "rules", { service: "sts", action: "AssumeRole", kind, skip, times: 3 });
      await expect(preflight()).rejects.toThrow();
    },
    60_000,
  );
});

it("a role that takes the workspace's external id only passes", async () => {
  await givenTrust({ StringEquals: { "sts:ExternalId": externalId } });
  expect(statusesOf(await preflight()).filter((line) => line.startsWith("external_id_enforced"))).toEqual([
    "external_id_enforced passed",
  ]);
});
