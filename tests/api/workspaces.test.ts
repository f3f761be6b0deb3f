import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const aws = { account_id: "222222222222" };
const key = () => ({ "idempotency-key": randomUUID() });

describe("workspaces", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());

  test("creating returns 202 with the resource to watch, and leaves a command for the worker", async () => {
    const created = await stage.call("POST", "/api/workspaces", {
      as: "olga",
      headers: key(),
      body: { account_id: stage.accountId, slug: "acme", aws },
    });
    expect(created.status).toBe(202);
    expect(created.headers.get("location")).toBe("/api/workspaces/w-acme");
    expect(created.headers.get("etag")).toMatch(/^"\d+"$/);
    expect(created.body).toMatchObject({
      id: "w-acme",
      account_id: stage.accountId,
      region: "sgp-1",
      state: "requested",
      health: null,
      delegated_zone: "w-acme.local.sgp-1.cogrion.localhost",
      aws: {
        ...aws,
        role_arn: "arn:aws:iam::222222222222:role/CogrionProvisioning-w-acme",
        region: "ap-southeast-1",
      },
      hint: null,
      bff: null,
    });
    expect((await stage.store.commands.undelivered()).count).toBeGreaterThan(0);
    const read = await stage.call("GET", "/api/workspaces/w-acme", { as: "vera" });
    expect([read.status, read.headers.get("etag")]).toEqual([200, created.headers.get("etag")]);
    expect(read.body).toEqual(created.body);
  });

  test("a slug is generated when none is chosen, and the external id is never the client's", async () => {
    const body = { account_id: stage.accountId, aws };
    const one = await stage.call("POST", "/api/workspaces", { as: "ada", body });
    const two = await stage.call("POST", "/api/workspaces", { as: "ada", body });
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(one.body.id).not.toBe(two.body.id);
    // Two in one AWS account: a role has one external id.
    expect(one.body.aws.role_arn).toBe(`arn:aws:iam::222222222222:role/CogrionProvisioning-${one.body.id}`);
    expect(two.body.aws.role_arn).not.toBe(one.body.aws.role_arn);
    expect(one.body.aws.external_id).not.toBe(two.body.aws.external_id);
    const chosen = { ...body, aws: { ...aws, external_id: "mine" } };
    const refused = await stage.call("POST", "/api/workspaces", { as: "ada", body: chosen });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [{ pointer: "/aws/external_id", detail: "Unknown field" }],
    ]);
  });

  test("exactly one of many simultaneous requests for a slug gets it, in any account", async () => {
    const wanted = Array.from({ length: 8 }, (_, index) =>
      stage.call("POST", "/api/workspaces", {
        as: index % 2 === 0 ? "ada" : "eve",
        body: { account_id: index % 2 === 0 ? stage.accountId : stage.otherAccountId, slug: "wanted", aws },
      }),
    );
    const answers = await Promise.all(wanted);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const { status, body } of answers.filter(({ status }) => status !== 202))
      expect([status, body.code]).toEqual([409, "workspace_slug_taken"]);
  });

  test("a repeated creation under one key returns the first one's workspace", async () => {
    const request = { as: "ada", headers: key(), body: { account_id: stage.accountId, aws } } as const;
    const first = await stage.call("POST", "/api/workspaces", request);
    const second = await stage.call("POST", "/api/workspaces", request);
    expect([second.status, second.body, second.headers.get("location")]).toEqual([
      202,
      first.body,
      first.headers.get("location"),
    ]);
  });

  test("a list holds the caller's own, by state and by a part of the id", async () => {
    await stage.givenWorkspace("findable-blue");
    const find = async (as: "ada" | "eve", query: string) =>
      (await stage.call("GET", `/api/workspaces?${query}`, { as })).body.items.map((each: { id: string }) => each.id);
    expect(await find("ada", "search=blue")).toEqual(["w-findable-blue"]);
    expect(await find("ada", `search=blue&account_id=${stage.accountId}&state=requested`)).toEqual(["w-findable-blue"]);
    expect(await find("ada", "search=blue&state=active")).toEqual([]);
    expect(await find("eve", "search=blue")).toEqual([]);
  });

  test("If-Match prevents two changes that are based on the same version", async () => {
    const { id } = await stage.givenWorkspace("matched");
    const { headers } = await stage.call("GET", `/api/workspaces/${id}`, { as: "ada" });
    const etag = headers.get("etag") ?? "";
    const cancel = (ifMatch: string) =>
      stage.call("POST", `/api/workspaces/${id}/cancel`, { as: "ada", headers: { "if-match": ifMatch } });
    for (const stale of ['"999"', 'W/"1"', '"abc"', '""', "7"]) {
      const refused = await cancel(stale);
      expect([stale, refused.status, refused.body.code]).toEqual([stale, 412, "version_mismatch"]);
    }
    const first = await cancel(etag);
    expect([first.status, first.body.state]).toEqual([202, "deleting"]);
    expect((await cancel(etag)).status).toBe(412);
  });

  test("retry is refused where nothing waits, and cancel once provisioning is over", async () => {
    const requested = await stage.givenWorkspace("early");
    const retry = await stage.call("POST", `/api/workspaces/${requested.id}/retry`, { as: "olga" });
    expect([retry.status, retry.body.code, retry.body.meta.state]).toEqual([
      409,
      "workspace_state_conflict",
      "requested",
    ]);
    const finished = await stage.givenWorkspace("late", "awaiting_bff");
    const cancel = await stage.call("POST", `/api/workspaces/${finished.id}/cancel`, { as: "olga" });
    expect([cancel.status, cancel.body.code]).toEqual([409, "workspace_state_conflict"]);
  });

  test("deleting returns 202, and again when it is repeated", async () => {
    const { id } = await stage.givenWorkspace("unwanted");
    for (const attempt of [1, 2]) {
      const deleted = await stage.call("DELETE", `/api/workspaces/${id}`, { as: "ada" });
      expect([attempt, deleted.status, deleted.body.state]).toEqual([attempt, 202, "deleting"]);
    }
  });

  test("what the worker writes is served: steps, ledger, preflight, template, receipt", async () => {
    const { id } = await stage.givenWorkspace("watched");
    const get = (part: string) => stage.call("GET", `/api/workspaces/${id}/${part}`, { as: "vera" });
    const steps = await get("steps");
    expect(steps.body.items).toHaveLength(9);
    expect(steps.body.items[0]).toMatchObject({ id: "assume_role", number: 1, status: "pending", started_at: null });
    expect((await get("ledger")).body).toEqual({ items: [] });
    expect((await get("preflight")).body.code).toBe("preflight_not_found");
    expect((await get("receipt")).body.code).toBe("receipt_not_found");
    expect((await get("drift")).body.code).toBe("drift_not_found");
    const template = await get("onboarding-template");
    const workspace = await stage.call("GET", `/api/workspaces/${id}`, { as: "vera" });
    expect(template.body.external_id).toBe(workspace.body.aws.external_id);
    expect(JSON.parse(template.body.trust_policy)).toBeTruthy();

    await stage.store.preflights.save(id, {
      checkedAt: new Date("2026-01-01T00:00:00Z"),
      checks: [{ id: "role_assumable", status: "passed", detail: "The role was assumed.", hint: undefined }],
    });
    await stage.store.ledger.set(id, {
      kind: "route53_hosted_zone",
      step: "create_hosted_zone",
      owner: "client",
      name: "watched",
      status: "intended",
    });
    await stage.store.steps.set(id, "assume_role", { status: "running" });
    const drift = { kind: "acm_certificate", owner: "client", name: "*.watched", finding: "missing" } as const;
    await stage.store.reconciliations.schedule(id, new Date());
    await stage.store.reconciliations.save(id, {
      checkedAt: new Date("2026-01-01T00:00:00Z"),
      drifts: [{ ...drift, detail: "It is gone.", isRepaired: false }],
    });
    expect((await get("drift")).body).toEqual({
      checked_at: "2026-01-01T00:00:00.000Z",
      items: [{ ...drift, detail: "It is gone.", is_repaired: false }],
    });
    expect((await get("preflight")).body.checks).toEqual([
      { id: "role_assumable", status: "passed", detail: "The role was assumed.", hint: null },
    ]);
    expect((await get("ledger")).body.items[0]).toMatchObject({
      status: "intended",
      external_id: null,
      reason: null,
    });
    expect((await get("steps")).body.items[0]).toMatchObject({ status: "running", attempts: 1 });
  });
});
