import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person, Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

describe("accounts and members", () => {
  let stage: Stage;
  let account: string;
  let members: string;
  beforeAll(async () => {
    stage = await setStage();
    account = `/api/accounts/${stage.accountId}`;
    members = `${account}/members`;
  });
  afterAll(() => stage?.stop());
  const uidOf = async (person: Person): Promise<string> =>
    (await stage.call("GET", "/api/me", { as: person })).body.uid;
  const pathOf = async (person: Person): Promise<string> => `${members}/${await uidOf(person)}`;

  test("an account shows its region, and cannot be created for another region", async () => {
    const create = (body: object) => stage.call("POST", "/api/accounts", { as: "eve", body });
    const here = await create({ name: "Here", region: "sgp-1" });
    expect(here).toMatchObject({ status: 201, body: { name: "Here", region: "sgp-1" } });
    const unknown = await create({ name: "Nowhere", region: "atlantis-1" });
    expect([unknown.status, unknown.body.code]).toEqual([400, "region_invalid"]);
    const malformed = await create({ name: "Nowhere", region: "https://evil.example" });
    expect([malformed.status, malformed.body.code]).toEqual([400, "request_invalid"]);
  });

  test("renaming needs the version that was read, and a role that may", async () => {
    const created = await stage.call("POST", "/api/accounts", { as: "ada", body: { name: "First" } });
    const path = `/api/accounts/${created.body.id}`;
    const read = await stage.call("GET", path, { as: "ada" });
    const etag = read.headers.get("etag") ?? "";
    expect(etag).toBe(created.headers.get("etag"));
    const rename = (name: string, headers: Record<string, string>) =>
      stage.call("PATCH", path, { as: "ada", body: { name }, headers });
    const renamed = await rename("Second", { "if-match": etag });
    expect(renamed).toMatchObject({ status: 200, body: { ...read.body, name: "Second" } });
    const stale = await rename("Third", { "if-match": etag });
    expect([stale.status, stale.body.code]).toEqual([412, "version_mismatch"]);
    expect((await rename("Third", { "if-match": renamed.headers.get("etag") ?? "" })).status).toBe(200);
    for (const body of [{}, { name: "" }, { name: " a" }, { name: "a\nb" }, { name: "a", id: randomUUID() }])
      expect((await stage.call("PATCH", path, { as: "ada", body })).body.code).toBe("request_invalid");
    const outsider = await stage.call("PATCH", path, { as: "eve", body: { name: "Mine" } });
    expect([outsider.status, outsider.body.code]).toEqual([404, "account_not_found"]);
    const viewer = await stage.call("PATCH", account, { as: "vera", body: { name: "Mine" } });
    expect([viewer.status, viewer.body.code]).toEqual([403, "role_insufficient"]);
  });

  test("members are listed with their addresses and roles, to members only", async () => {
    const { status, body } = await stage.call("GET", members, { as: "vera" });
    expect(status).toBe(200);
    const named = Object.fromEntries(
      body.items.map((each: { email: string; roles: string[] }) => [each.email, each.roles]),
    );
    expect(named).toMatchObject({
      "ada@example.com": ["owner"],
      "olga@example.com": ["operator"],
      "vera@example.com": ["viewer"],
    });
    const one = await stage.call("GET", await pathOf("olga"), { as: "vera" });
    expect(one.body).toEqual(body.items.find((each: { email: string }) => each.email === "olga@example.com"));
    const outsider = await stage.call("GET", members, { as: "eve" });
    expect([outsider.status, outsider.body.code]).toEqual([404, "account_not_found"]);
    const nobody = await stage.call("GET", `${members}/${randomUUID()}`, { as: "ada" });
    expect([nobody.status, nobody.body.code]).toEqual([404, "member_not_found"]);
  });

  test("a role counts from the next request on, on the version that was read", async () => {
    const path = await pathOf("olga");
    const before = await stage.call("GET", path, { as: "ada" });
    const etag = before.headers.get("etag") ?? "";
    const set = (roles: string[], as: Person = "ada") =>
      stage.call("PATCH", path, { as, body: { roles }, headers: { "if-match": etag } });
    expect((await set(["viewer"], "vera")).body.code).toBe("role_insufficient");
    const changed = await set(["viewer"]);
    expect(changed).toMatchObject({ status: 200, body: { roles: ["viewer"] } });
    const me = await stage.call("GET", "/api/me", { as: "olga" });
    expect(me.body.accounts).toContainEqual({ id: stage.accountId, roles: ["viewer"] });
    expect((await set(["operator"])).body.code).toBe("version_mismatch");
    const back = await stage.call("PATCH", path, { as: "ada", body: { roles: ["operator"] } });
    expect(back.body).toEqual(before.body);
    for (const roles of [[], ["root"], ["viewer", "viewer"], "owner"]) {
      const wrong = await stage.call("PATCH", path, { as: "ada", body: { roles } });
      expect([roles, wrong.status, wrong.body.code]).toEqual([roles, 400, "request_invalid"]);
    }
  });

  test("the last owner stays", async () => {
    const path = await pathOf("ada");
    const tries = [
      stage.call("POST", `${account}/leave`, { as: "ada" }),
      stage.call("DELETE", path, { as: "ada" }),
      stage.call("PATCH", path, { as: "ada", body: { roles: ["viewer"] } }),
    ];
    for (const { status, body } of await Promise.all(tries)) expect([status, body.code]).toEqual([409, "last_owner"]);
  });

  test("a member who leaves or is removed has no access with the next request", async () => {
    const created = await stage.call("POST", "/api/accounts", { as: "ada", body: { name: "Left" } });
    const path = `/api/accounts/${created.body.id}`;
    for (const [person, role] of [
      ["olga", "viewer"],
      ["vera", "admin"],
    ] as const) {
      const member = { accountId: created.body.id, uid: await uidOf(person), email: `${person}@example.com` };
      await stage.store.members.add({ ...member, roles: [role] });
    }
    expect((await stage.call("GET", path, { as: "olga" })).status).toBe(200);
    expect((await stage.call("POST", `${path}/leave`, { as: "olga" })).status).toBe(204);
    expect((await stage.call("GET", path, { as: "olga" })).body.code).toBe("account_not_found");
    const ada = `${path}/members/${await uidOf("ada")}`;
    expect((await stage.call("DELETE", ada, { as: "vera" })).body.code).toBe("role_insufficient");
    const vera = `${path}/members/${await uidOf("vera")}`;
    expect((await stage.call("DELETE", vera, { as: "ada" })).status).toBe(204);
    expect((await stage.call("GET", path, { as: "vera" })).body.code).toBe("account_not_found");
    expect((await stage.call("DELETE", vera, { as: "ada" })).body.code).toBe("member_not_found");
  });
});
