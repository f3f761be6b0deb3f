import { grantSystemRole, revokeSystemRole } from "@cogrion/services/staff/system-roles";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { supportAccessCases } from "./authorization/cases/support-access.ts";
import type { Answer, Person, Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const asked = { role: "viewer", reason: "Ticket 4711: nothing validates", duration_seconds: 3600 };

describe("support access", () => {
  let stage: Stage;
  let path: string;
  beforeAll(async () => {
    stage = await setStage();
    path = `/api/accounts/${stage.accountId}/support-access`;
  });
  afterAll(() => stage?.stop());
  // The case of the request closes whatever Sam has open.
  beforeEach(() => supportAccessCases["support_access.request"](stage));

  const request = (changes: Record<string, unknown> = {}, as: Person = "sam") =>
    stage.call("POST", path, { as, body: { ...asked, ...changes } });
  const decide = (id: string, decision: string, as: Person): Promise<Answer> =>
    stage.call("POST", `${path}/${id}/${decision}`, { as });
  const givenAccess = async (changes: Record<string, unknown> = {}): Promise<string> => {
    const { body } = await request(changes);
    expect((await decide(body.id, "approve", "ada")).status).toBe(200);
    return body.id;
  };
  const look = async () => (await stage.call("GET", `/api/accounts/${stage.accountId}`, { as: "sam" })).status;
  const stateOf = async (id: string): Promise<string> => {
    const { body } = await stage.call("GET", `${path}?limit=100`, { as: "vera" });
    return body.items.find((each: { id: string }) => each.id === id)?.state;
  };
  const auditOf = async (id: string): Promise<string[]> => {
    const { rows } = await stage.pool.query<{ line: string }>(
      "select action || ' ' || outcome as line from audit_events where details->>'support_access_id' = $1 order by sequence",
      [id],
    );
    return rows.map(({ line }) => line);
  };

  test("staff see nothing of an account until an owner approves, then what the role allows, there and nowhere else", async () => {
    const { id: workspaceId } = await stage.givenWorkspace("supported");
    expect(await look()).toBe(404);
    const { status, body } = await request();
    expect([status, body.state, body.staff.email]).toEqual([201, "requested", "sam@example.com"]);
    expect(await look()).toBe(404);

    const approved = await decide(body.id, "approve", "ada");
    expect(approved.body).toMatchObject({ state: "approved", expires_at: expect.any(String) });
    expect(await look()).toBe(200);
    const me = await stage.call("GET", "/api/me", { as: "sam" });
    expect(me.body).toMatchObject({
      accounts: [],
      support_access: [{ id: body.id, account_id: stage.accountId, role: "viewer" }],
    });
    const list = await stage.call("GET", `/api/workspaces?account_id=${stage.accountId}`, { as: "sam" });
    expect(list.body.items.length).toBeGreaterThan(0);
    expect((await stage.call("GET", `/api/workspaces/${workspaceId}`, { as: "sam" })).status).toBe(200);
    const refused = await stage.call("DELETE", `/api/workspaces/${workspaceId}`, { as: "sam" });
    expect([refused.status, refused.body.code]).toEqual([403, "role_insufficient"]);
    expect((await stage.call("GET", `/api/accounts/${stage.otherAccountId}`, { as: "sam" })).status).toBe(404);
  });

  test("the account's members read who asked and why, and every audit event made under the access names it", async () => {
    const { id: workspaceId } = await stage.givenWorkspace("supported-2", "awaiting_bff");
    const id = await givenAccess({ role: "operator" });
    const { body } = await stage.call("GET", path, { as: "vera" });
    expect(body.items[0]).toMatchObject({ id, reason: asked.reason, staff: { email: "sam@example.com" } });
    await stage.call("GET", `/api/workspaces/${workspaceId}`, { as: "sam" });
    await stage.call("DELETE", `/api/workspaces/${workspaceId}`, { as: "sam" });
    await stage.call("POST", "/api/workspaces", {
      as: "sam",
      body: { account_id: stage.accountId, slug: "made-by-support", aws: { account_id: "222222222222" } },
    });
    await decide(id, "end", "ada");
    expect(await auditOf(id)).toEqual([
      "support_access.requested succeeded",
      "support_access.approved succeeded",
      "workspace.read succeeded",
      "workspace.delete refused",
      "workspace.created succeeded",
      "support_access.ended succeeded",
    ]);
  });

  test("an owner, or the person who has it, can end access at any time, and the next request is rejected", async () => {
    for (const who of ["ada", "sam"] as const) {
      const id = await givenAccess();
      expect(await look()).toBe(200);
      for (const other of ["adam", "olga", "vera"] as const)
        expect((await decide(id, "end", other)).body.code).toBe("role_insufficient");
      expect((await decide(id, "end", who)).body).toMatchObject({ state: "ended", ended_at: expect.any(String) });
      expect(await look()).toBe(404);
      expect((await decide(id, "end", who)).status).toBe(200);
    }
  });

  test("access is over when its time is, without anybody or anything doing so", async () => {
    const id = await givenAccess();
    await stage.pool.query(
      `update support_access set requested_at = now() - interval '3 hours', decided_at = now() - interval '2 hours',
         expires_at = now() - interval '1 second' where id = $1`,
      [id],
    );
    expect(await look()).toBe(404);
    expect(await stateOf(id)).toBe("expired");
    const ended = await decide(id, "end", "ada");
    expect([ended.status, ended.body.code]).toEqual([409, "support_access_state_conflict"]);
    expect((await request()).status).toBe(201);
  });

  test("a stream that staff have open ends when their access is over", async () => {
    const { id: workspaceId } = await stage.givenWorkspace("supported-3");
    const id = await givenAccess();
    await stage.pool.query("update support_access set expires_at = now() + interval '2 seconds' where id = $1", [id]);
    const stream = await fetch(new URL(`/api/workspaces/${workspaceId}/events`, stage.controlPlane.publicUrl), {
      headers: { authorization: `Bearer ${await stage.token("sam")}`, accept: "text/event-stream" },
    });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(await stream.text()).toContain("event: state_changed");
    expect(await look()).toBe(404);
  });

  test("a request without a decision within a day lapses", async () => {
    const { body } = await request();
    await stage.pool.query("update support_access set requested_at = now() - interval '24 hours' where id = $1", [
      body.id,
    ]);
    const late = await decide(body.id, "approve", "ada");
    expect([late.status, late.body.meta]).toEqual([409, { state: "lapsed", transition: "approve" }]);
    expect(await stateOf(body.id)).toBe("lapsed");
    expect(await look()).toBe(404);
  });

  test("a refused or withdrawn request gives nothing, and cannot be approved afterwards", async () => {
    for (const [decision, who] of [
      ["refuse", "ada"],
      ["withdraw", "sam"],
    ] as const) {
      const { body } = await request();
      expect((await decide(body.id, decision, who)).status).toBe(200);
      expect((await decide(body.id, "approve", "ada")).status).toBe(409);
      expect(await look()).toBe(404);
    }
  });

  test("nobody decides on their own request, not even an owner, and the table rejects it too", async () => {
    const own = `/api/accounts/${stage.otherAccountId}/support-access`;
    const role = { email: "eve@example.com", role: "support" } as const;
    await grantSystemRole(stage, { name: "test" }, role);
    const { status, body } = await stage.call("POST", own, { as: "eve", body: asked });
    expect(status).toBe(201);
    for (const decision of ["approve", "refuse"]) {
      const answer = await stage.call("POST", `${own}/${body.id}/${decision}`, { as: "eve" });
      expect([answer.status, answer.body.code]).toEqual([403, "role_insufficient"]);
    }
    const byHand = stage.pool.query(
      `update support_access set state = 'approved', decided_at = now(), decided_by = staff_uid,
         expires_at = now() where id = $1`,
      [body.id],
    );
    await expect(byHand).rejects.toThrow("support_access_four_eyes_check");
    await revokeSystemRole(stage, { name: "test" }, role);
  });

  test("one person has one open request or access in an account, also of two that are made at once", async () => {
    const both = await Promise.all([request(), request()]);
    expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409]);
    const again = await request();
    expect([again.status, again.body.code]).toEqual([409, "support_access_state_conflict"]);
  });

  test("former staff have no access, even if it was approved", async () => {
    await givenAccess();
    expect(await look()).toBe(200);
    const role = { email: "sam@example.com", role: "support" } as const;
    await revokeSystemRole(stage, { name: "test" }, role);
    expect(await look()).toBe(404);
    await grantSystemRole(stage, { name: "test" }, role);
    expect(await look()).toBe(200);
  });

  test("only staff can request access, and neither a role that manages people nor more than eight hours", async () => {
    const member = await request({}, "vera");
    expect([member.status, member.body.code]).toEqual([403, "role_insufficient"]);
    const stranger = await request({}, "eve");
    expect([stranger.status, stranger.body.code]).toEqual([404, "account_not_found"]);
    for (const wrong of [
      { role: "admin" },
      { role: "owner" },
      { duration_seconds: 28_801 },
      { duration_seconds: 299 },
      { reason: "" },
      { reason: "two\nlines" },
      { state: "approved" },
    ])
      expect([wrong, (await request(wrong)).body.code]).toEqual([wrong, "request_invalid"]);
  });

  test("staff list their own requests, and cannot withdraw others'", async () => {
    const { body } = await request();
    const own = await stage.call("GET", "/api/support-access?limit=1", { as: "sam" });
    expect(own.body.items).toMatchObject([{ id: body.id, state: "requested" }]);
    expect((await stage.call("GET", "/api/support-access", { as: "vera" })).body.items).toEqual([]);
    expect((await decide(body.id, "withdraw", "ada")).body.code).toBe("role_insufficient");
    expect((await decide(body.id, "withdraw", "eve")).body.code).toBe("account_not_found");
  });

  test("a repeated request under one key is one request", async () => {
    const headers = { "idempotency-key": `support-${Math.random()}` };
    const first = await stage.call("POST", path, { as: "sam", body: asked, headers });
    const second = await stage.call("POST", path, { as: "sam", body: asked, headers });
    expect([first.status, second.status, second.body.id]).toEqual([201, 201, first.body.id]);
  });
});
