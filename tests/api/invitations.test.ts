import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person, Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

describe("invitations", () => {
  let stage: Stage;
  let account: string;
  beforeAll(async () => {
    stage = await setStage();
    account =
      (await stage.call("POST", "/api/accounts", { as: "ada", body: { name: "Inviting" } })).headers.get("location") ??
      "";
  });
  afterAll(() => stage?.stop());
  const invite = (email: string, roles: string[], headers: Record<string, string> = {}, as: Person = "ada") =>
    stage.call("POST", `${account}/invitations`, { as, headers, body: { email, roles } });
  /** As the worker does before it sends the mail. */
  const linkOf = async (id: string, generation = 1): Promise<string> => {
    const token = `cgi_${randomBytes(32).toString("base64url")}`;
    const hash = createHash("sha256").update(token).digest("hex");
    expect(await stage.store.invitations.addToken(id, generation, hash)).toBe(true);
    return token;
  };
  /** As if the invitation had been mailed more than a minute ago. */
  const passMinute = (id: string) =>
    stage.pool.query("update mails set created_at = created_at - interval '61 seconds' where invitation_id = $1", [id]);
  const accept = (as: Person, token: string) => stage.call("POST", "/api/invitations/accept", { as, body: { token } });

  test("an invitation leaves a mail for the worker, is listed without its secret, and its link makes a member", async () => {
    const created = await invite("Vera@Example.com", ["viewer", "operator"]);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      email: "vera@example.com",
      roles: ["operator", "viewer"],
      status: "pending",
      mail: "queued",
    });
    const path = created.headers.get("location") ?? "";
    expect((await stage.call("GET", path, { as: "ada" })).body).toEqual(created.body);
    const token = await linkOf(created.body.id);
    expect((await accept("olga", token)).body.code).toBe("invitation_not_found");
    const accepted = await accept("vera", token);
    expect(accepted).toMatchObject({
      status: 200,
      body: { account: { name: "Inviting", region: "sgp-1" }, roles: ["operator", "viewer"] },
    });
    expect((await accept("vera", token)).body).toEqual(accepted.body);
    const list = await stage.call("GET", `${account}/invitations`, { as: "ada" });
    expect(list.body.items[0]).toMatchObject({ id: created.body.id, status: "accepted" });
    expect(JSON.stringify(list.body)).not.toMatch(/token|hash|cgi_/);
    expect((await stage.call("GET", account, { as: "vera" })).status).toBe(200);
    const again = await invite("vera@example.com", ["viewer"]);
    expect([again.status, again.body.code]).toEqual([409, "member_exists"]);
  });

  test("a repetition under one key invites once, and one without a key gets a conflict with the first", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const first = await invite("twice@example.com", ["viewer"], headers);
    expect((await invite("twice@example.com", ["viewer"], headers)).body).toEqual(first.body);
    const other = await invite("twice@example.com", ["viewer"]);
    expect([other.status, other.body.code, other.body.meta]).toEqual([
      409,
      "invitation_exists",
      { invitation_id: first.body.id },
    ]);
  });

  test("an admin invites no owner, whether with a key or without, and the refusal is in the audit", async () => {
    const { body: me } = await stage.call("GET", "/api/me", { as: "adam" });
    const accountId = account.split("/").at(-1) ?? "";
    await stage.store.members.add({ accountId, uid: me.uid, email: me.email, roles: ["admin"] });
    const keys: Record<string, string>[] = [{}, { "idempotency-key": randomUUID() }];
    for (const headers of keys) {
      const refused = await invite("boss@example.com", ["owner"], headers, "adam");
      expect([refused.status, refused.body.code]).toEqual([403, "role_insufficient"]);
    }
    const filter = { actorId: me.uid, action: "member.manage", outcome: "refused" } as const;
    const { rows } = await stage.store.audit.list(accountId, filter, { limit: 10, cursor: undefined });
    expect(rows).toHaveLength(2);
  });

  test("sending again kills the links before, at most once a minute; a revoked one is dead", async () => {
    const { body } = await invite("olga@example.com", ["viewer"]);
    const path = `${account}/invitations/${body.id}`;
    const soon = await stage.call("POST", `${path}/resend`, { as: "ada" });
    expect([soon.status, soon.body.code]).toEqual([429, "rate_limited"]);
    expect(Number(soon.headers.get("retry-after"))).toBeGreaterThan(0);
    const old = await linkOf(body.id);
    await passMinute(body.id);
    const resent = await stage.call("POST", `${path}/resend`, { as: "ada" });
    expect(resent).toMatchObject({ status: 200, body: { id: body.id, status: "pending", mail: "queued" } });
    expect((await accept("olga", old)).body.code).toBe("invitation_not_found");
    const fresh = await linkOf(body.id, 2);
    expect((await stage.call("DELETE", path, { as: "ada" })).status).toBe(204);
    expect((await stage.call("DELETE", path, { as: "ada" })).status).toBe(204);
    expect((await accept("olga", fresh)).body.code).toBe("invitation_not_found");
    const closed = await stage.call("POST", `${path}/resend`, { as: "ada" });
    expect([closed.status, closed.body.code]).toEqual([409, "invitation_closed"]);
  });

  test("revoking and inviting again mails a mailbox no sooner: 429 says when, and others are not delayed", async () => {
    const { body } = await invite("mailbox@example.com", ["viewer"]);
    expect((await stage.call("DELETE", `${account}/invitations/${body.id}`, { as: "ada" })).status).toBe(204);
    const soon = await invite("Mailbox@example.com", ["viewer"]);
    expect([soon.status, soon.body.code, soon.body.meta]).toEqual([429, "rate_limited", undefined]);
    const wait = Number(soon.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await invite("other-mailbox@example.com", ["viewer"])).status).toBe(201);
    const elsewhere = `/api/accounts/${stage.otherAccountId}/invitations`;
    const invitation = { email: "mailbox@example.com", roles: ["viewer"] };
    const foreign = await stage.call("POST", elsewhere, { as: "eve", body: invitation });
    expect([foreign.status, foreign.headers.get("retry-after")]).toEqual([429, "60"]);
    await passMinute(body.id);
    expect((await invite("mailbox@example.com", ["viewer"])).status).toBe(201);
  });

  test("an expired one is listed as expired and lets nobody in", async () => {
    const { body } = await invite("eve@example.com", ["viewer"]);
    const token = await linkOf(body.id);
    await stage.pool.query("update invitations set expires_at = now() where id = $1", [body.id]);
    expect((await accept("eve", token)).body.code).toBe("invitation_not_found");
    expect((await stage.call("GET", `${account}/invitations/${body.id}`, { as: "ada" })).body.status).toBe("expired");
  });

  test("an invalid address, role or token is rejected before anything happens", async () => {
    const emails = [
      "",
      "nobody",
      "a@b@example.com",
      "a@example.com\r\nBcc: eve@example.com",
      `${"a".repeat(250)}@example.com`,
    ];
    for (const email of emails) {
      const { status, body } = await invite(email, ["viewer"]);
      expect([email, status, body.code]).toEqual([email, 400, "request_invalid"]);
    }
    for (const roles of [[], ["root"], ["viewer", "viewer"]])
      expect((await invite("a@example.com", roles)).body.code).toBe("request_invalid");
    for (const token of ["cgi_", "x".repeat(200), "' or 1=1 --"])
      expect((await accept("eve", token)).body.code).toBe("invitation_not_found");
    for (const token of ["", "x".repeat(201)]) expect((await accept("eve", token)).body.code).toBe("request_invalid");
  });
});
