import type { Hint } from "@cogrion/domain";
import { transitionWorkspace } from "@cogrion/services/workspaces/transition";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const hint: Hint = {
  code: "role_not_assumable",
  owner: "client",
  summary: "The role does not exist.",
  action: "Create it.",
  permissions: undefined,
  policyStatement: undefined,
};

describe("correcting a workspace", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());

  const givenBlocked = async (slug: string): Promise<string> => {
    const { id } = await stage.givenWorkspace(slug);
    await transitionWorkspace(stage, id, { transition: "start_preflight" });
    await transitionWorkspace(stage, id, { transition: "block", hint });
    return id;
  };
  const correct = (id: string, aws: object, headers: Record<string, string> = {}) =>
    stage.call("PATCH", `/api/workspaces/${id}`, { as: "ada", body: { aws }, headers });

  test("replaces only the given fields; the id and the external id stay, and a retry continues with them", async () => {
    const id = await givenBlocked("wrong-digit");
    const before = await stage.call("GET", `/api/workspaces/${id}`, { as: "ada" });
    const etag = before.headers.get("etag") ?? "";
    const corrected = await correct(id, { account_id: "333333333333" }, { "if-match": etag });
    expect(corrected.status).toBe(200);
    expect(corrected.body).toMatchObject({
      id,
      state: "blocked",
      aws: {
        account_id: "333333333333",
        role_arn: before.body.aws.role_arn.replace("222222222222", "333333333333"),
        region: before.body.aws.region,
        external_id: before.body.aws.external_id,
      },
    });
    expect(corrected.headers.get("etag")).not.toBe(etag);
    const retried = await stage.call("POST", `/api/workspaces/${id}/retry`, { as: "ada" });
    expect([retried.status, retried.body.aws.account_id]).toEqual([202, "333333333333"]);
    const template = await stage.call("GET", `/api/workspaces/${id}/onboarding-template`, { as: "ada" });
    expect(template.body.terraform).toContain("333333333333");
  });

  test("leaves an audit event with both values", async () => {
    const id = await givenBlocked("audited-correction");
    await correct(id, { account_id: "333333333333", region: "eu-central-1" });
    const { body } = await stage.call("GET", `/api/accounts/${stage.accountId}/audit?target_id=${id}`, { as: "ada" });
    expect(
      body.items.find(({ action }: { action: string }) => action === "workspace.corrected")?.details,
    ).toMatchObject({
      before: { aws_account_id: "222222222222", aws_region: "ap-southeast-1" },
      after: { aws_account_id: "333333333333", aws_region: "eu-central-1" },
    });
  });

  test("is refused once anything was recorded in the client's account, made or about to be", async () => {
    const id = await givenBlocked("made-already");
    const zone = { kind: "route53_hosted_zone", step: "create_hosted_zone", owner: "client", name: "zone" } as const;
    await stage.store.ledger.set(id as never, { ...zone, status: "intended" });
    const refused = await correct(id, { account_id: "333333333333" });
    expect([refused.status, refused.body.code]).toEqual([409, "workspace_state_conflict"]);
    expect(refused.body.detail).toContain("already created");
    const read = await stage.call("GET", `/api/workspaces/${id}`, { as: "ada" });
    expect(read.body.aws.account_id).toBe("222222222222");
  });

  test("is refused while provisioning runs, which could read the old account and the new one", async () => {
    const { id } = await stage.givenWorkspace("still-running");
    const refused = await correct(id, { account_id: "333333333333" });
    expect([refused.status, refused.body.code]).toEqual([409, "workspace_state_conflict"]);
  });

  test("is refused by a version that is not the current one", async () => {
    const id = await givenBlocked("two-at-once");
    const refused = await correct(id, { account_id: "333333333333" }, { "if-match": '"0"' });
    expect([refused.status, refused.body.code]).toEqual([412, "version_mismatch"]);
  });

  test.each<[string, object]>([
    ["nothing", {}],
    ["an account id of 11 digits", { account_id: "33333333333" }],
    ["an AWS region that does not exist", { region: "xx-nowhere-9" }],
    ["an external id of one's own", { external_id: "mine" }],
  ])("takes no body with %s", async (_, aws) => {
    const refused = await correct("w-any", aws);
    expect([refused.status, refused.body.code]).toEqual([400, "request_invalid"]);
  });
});
