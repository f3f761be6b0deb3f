import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const key = () => ({ "idempotency-key": randomUUID() });

describe("identity", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());

  test("me returns the caller, and their accounts with their roles", async () => {
    const { status, body } = await stage.call("GET", "/api/me", { as: "olga" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      email: "olga@example.com",
      kind: "user",
      system_roles: [],
      accounts: [{ id: stage.accountId, roles: ["operator"] }],
      region: "sgp-1",
    });
  });

  test("regions are those of the environment, and which one this is", async () => {
    const { body } = await stage.call("GET", "/api/regions", { as: "vera" });
    expect(body.items).toEqual([
      { id: "sgp-1", location: "Singapore", aws_region: "ap-southeast-1", is_current: true, api_url: null },
    ]);
  });

  test("a signed-in person creates an account and owns it", async () => {
    const created = await stage.call("POST", "/api/accounts", { as: "eve", body: { name: "Zweite Firma – 第二" } });
    expect(created.status).toBe(201);
    const path = created.headers.get("location") ?? "";
    expect(path).toBe(`/api/accounts/${created.body.id}`);
    expect((await stage.call("GET", path, { as: "eve" })).body).toEqual(created.body);
    const me = await stage.call("GET", "/api/me", { as: "eve" });
    expect(me.body.accounts).toContainEqual({ id: created.body.id, roles: ["owner"] });
  });

  test("a repeated creation under one key makes one account, and another request under that key is refused", async () => {
    const headers = key();
    const create = (name: string) => stage.call("POST", "/api/accounts", { as: "eve", headers, body: { name } });
    const [first, second] = await Promise.all([create("Once"), create("Once")]);
    const third = await create("Once");
    const ids = [first, second, third].filter(({ status }) => status === 201).map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(1);
    for (const { status, body } of [first, second])
      expect(status === 201 || body.code === "idempotency_key_in_flight").toBe(true);
    const other = await create("Twice");
    expect([other.status, other.body.code]).toEqual([409, "idempotency_key_reused"]);
  });

  test("keys of two people do not meet", async () => {
    const headers = key();
    const [one, two] = await Promise.all(
      (["eve", "vera"] as const).map((as) =>
        stage.call("POST", "/api/accounts", { as, headers, body: { name: "Mine" } }),
      ),
    );
    expect([one?.status, two?.status]).toEqual([201, 201]);
    expect(one?.body.id).not.toBe(two?.body.id);
  });

  test("accounts are paged, newest first, each once", async () => {
    const as = "eve";
    for (let made = 0; made < 3; made++) await stage.call("POST", "/api/accounts", { as, body: { name: `P${made}` } });
    const all = await stage.call("GET", "/api/accounts?limit=100", { as });
    const paged: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await stage.call("GET", `/api/accounts?limit=2${cursor && `&cursor=${cursor}`}`, { as });
      expect(page.status).toBe(200);
      paged.push(...page.body.items.map((each: { id: string }) => each.id));
      cursor = page.body.next_cursor;
    }
    expect(paged).toEqual(all.body.items.map((each: { id: string }) => each.id));
  });
});
