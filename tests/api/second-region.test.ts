import { execFile } from "node:child_process";
import { request } from "node:http";
import { promisify } from "node:util";
import { decideSupportAccess } from "@cogrion/domain";
import type { Pool } from "@cogrion/postgres";
import { createStore } from "@cogrion/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Realm } from "@cogrion/testing/realm/realm";
import { accessClaims } from "@cogrion/testing/realm/realm";
import type { ControlPlane } from "./support/process.ts";
import { testInterRegionToken } from "./support/process.ts";
import type { TwoRegions } from "./support/two-regions.ts";
import { auditIn, setTwoRegions } from "./support/two-regions.ts";

let two: TwoRegions;
let { primary, second, pools, realms, wire, tokenOf } = {} as TwoRegions;
beforeAll(async () => {
  two = await setTwoRegions();
  ({ primary, second, pools, realms, wire, tokenOf } = two);
});
afterAll(() => two?.stop());

const me = (at: ControlPlane, token: string) => get(at, "/api/me", token);
const get = async (at: ControlPlane, path: string, token: string) => {
  const response = await fetch(`${at.publicUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
};

const refusalsIn = (pool: Pool) => auditIn(pool, "principal.identity_refused");

const somebody = () => ({ uid: crypto.randomUUID(), email: "somebody@example.com" });

describe("a second region", () => {
  test("has no table of principals or tenants of its own", async () => {
    const { rows } = await pools.second.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    const names = rows.map(({ name }) => name);
    expect(names).not.toContain("principals");
    expect(names).not.toContain("tenants");
  });

  test("knows somebody as the primary does, whichever region met them first", async () => {
    const there = await me(second, await tokenOf("ada"));
    expect(there).toMatchObject({ status: 200, body: { email: "ada@example.com", region: "frankfurt-1" } });
    expect(await auditIn(pools.primary, "principal.created")).toEqual([
      { source_ip: "127.0.0.1", request_id: there.headers.get("x-request-id") },
    ]);
    const home = await me(primary, await tokenOf("ada", realms.primary));
    expect(home.body.uid).toBe(there.body.uid);

    await me(primary, await tokenOf("bob", realms.primary));
    const { rows } = await pools.primary.query("select uid from principals where email = 'bob@example.com'");
    expect((await me(second, await tokenOf("bob"))).body.uid).toBe(rows[0]?.uid);
  });

  test("asks the primary for each request, so that what changes there is seen at once", async () => {
    const token = await tokenOf("carol");
    const { uid } = (await me(second, token)).body;
    wire.state.paths = [];
    expect((await me(second, token)).body.uid).toBe(uid);
    expect(wire.state.paths).toEqual(["GET /internal/principals"]);
    const staffToken = await tokenOf("carol", realms.primary);
    await me(primary, staffToken);
    expect((await me(second, staffToken)).body.code).toBe("issuer_not_accepted");
    await pools.primary.query("update principals set system_roles = '{operator}' where email = 'carol@example.com'");
    expect((await me(second, staffToken)).body.system_roles).toEqual(["operator"]);
  });

  test("sees a role that was revoked at the primary, and a membership that was removed here, with the next request", async () => {
    const token = await tokenOf("olivia");
    const staffToken = await tokenOf("olivia", realms.primary);
    const { uid } = (await me(second, token)).body;
    await me(primary, staffToken);
    await pools.primary.query("update principals set system_roles = '{support}' where uid = $1", [uid]);
    const { id } = await createStore(pools.second).accounts.create({
      name: "Acme",
      owner: { uid, email: "olivia@example.com" },
    });
    // Each issuer gives what it may: the region's own the membership, the primary's the system
    // role.
    expect((await me(second, token)).body).toMatchObject({ system_roles: [], accounts: [{ id, roles: ["owner"] }] });
    expect((await me(second, staffToken)).body).toMatchObject({ uid, system_roles: ["support"], accounts: [] });
    await pools.primary.query("update principals set system_roles = '{}' where uid = $1", [uid]);
    await pools.second.query("delete from account_members where principal_uid = $1", [uid]);
    expect((await me(second, token)).body).toMatchObject({ system_roles: [], accounts: [] });
    expect((await me(second, staffToken)).body.code).toBe("issuer_not_accepted");
  });

  test("verifies the tokens of a region that was added while it runs, as the primary does, and gives them no authority", async () => {
    const tokyo = await two.startRealm("tokyo-1");
    try {
      for (const at of [primary, second]) {
        const { status, body } = await me(at, await tokenOf("yuki", tokyo));
        expect([status, body.code]).toEqual([403, "issuer_not_accepted"]);
      }
      expect((await pools.primary.query("select 1 from principals where email = 'yuki@example.com'")).rows).toEqual([]);
    } finally {
      await tokyo.close();
    }
  });

  test("runs the primary's very code, by the same command", async () => {
    const pids = [second.pid, primary.pid].join(",");
    const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", pids]);
    const [command, ...others] = stdout.trim().split("\n");
    expect(command).toContain("apps/control-plane/src/main.ts");
    expect(others).toEqual([command]);
  });

  test("rejects another subject of a known address, and a known subject with another address, with an audit event", async () => {
    await me(second, await tokenOf("dan"));
    const impostor = await me(second, await tokenOf("dan", realms.second, "another-subject"));
    expect(impostor).toMatchObject({ status: 401, body: { code: "identity_mismatch" } });
    const renamed = await me(second, await tokenOf("daniel", realms.second, "subject-of-dan"));
    expect(renamed).toMatchObject({ status: 401, body: { code: "identity_mismatch" } });
    expect(await refusalsIn(pools.second)).toEqual(
      [impostor, renamed].map(({ body }) => ({ source_ip: "127.0.0.1", request_id: body.request_id })),
    );
  });

  test("learns from the primary of a subject that was bound in another region", async () => {
    await pools.second.query("delete from principal_bindings where email = 'dan@example.com'");
    const impostor = await me(second, await tokenOf("dan", realms.second, "yet-another-subject"));
    expect(impostor).toMatchObject({ status: 401, body: { code: "identity_mismatch" } });
    // The primary rejects, and its audit has the request's id from the second region.
    expect(await refusalsIn(pools.primary)).toEqual([{ source_ip: "127.0.0.1", request_id: impostor.body.request_id }]);
  });

  test("makes one call for many simultaneous requests of one person", async () => {
    const people = await Promise.all(Array.from({ length: 20 }, (_, number) => tokenOf(`many-${number}`)));
    for (const token of people) await me(second, token);
    wire.state.most = 0;
    wire.state.delayMilliseconds = 50;
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, number) => me(second, people[number % people.length] ?? "")),
    );
    wire.state.delayMilliseconds = 0;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(wire.state.most).toBeLessThanOrEqual(people.length);
    for (const [number, answer] of answers.entries())
      expect(answer.body.email).toBe(`many-${number % people.length}@example.com`);
  });

  test("knows members by the address with which they joined, without its own record of people", async () => {
    const token = await tokenOf("member");
    const call = async (method: string, path: string, body?: object) => {
      const response = await fetch(second.publicUrl + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      // oxlint-disable-next-line typescript/no-explicit-any
      return { status: response.status, body: (await response.json()) as any };
    };
    const created = await call("POST", "/api/accounts", { name: "Zweite" });
    expect(created).toMatchObject({ status: 201, body: { region: "frankfurt-1" } });
    const { body } = await call("GET", `/api/accounts/${created.body.id}/members`);
    expect(body.items).toMatchObject([{ email: "member@example.com", roles: ["owner"] }]);
    const { rows } = await pools.second.query("select to_regclass('principals') as principals");
    expect(rows).toEqual([{ principals: null }]);
    const elsewhere = await call("POST", "/api/accounts", { name: "Erste", region: "sgp-1" });
    expect(elsewhere).toMatchObject({
      status: 409,
      body: {
        code: "account_region_mismatch",
        meta: { region: "sgp-1", api_url: "http://sgp.localhost:3000" },
      },
    });
    expect(elsewhere.body.detail).toContain("http://sgp.localhost:3000");
  });

  test("callers that share a call get its result even if the one that started it has disconnected", async () => {
    const token = await tokenOf("grace");
    await me(second, token);
    wire.state.delayMilliseconds = 500;
    wire.state.paths = [];
    const first = request(`${second.publicUrl}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    first.on("error", () => undefined).end();
    await expect.poll(() => wire.state.paths.length).toBe(1);
    const sharing = Promise.all(Array.from({ length: 5 }, () => me(second, token)));
    first.destroy();
    const answers = await sharing;
    wire.state.delayMilliseconds = 0;
    for (const { status, body } of answers) expect([status, body.email]).toEqual([200, "grace@example.com"]);
  });

  test("returns 503 with the time to wait while the primary is unavailable, never 401 and never a stale identity, and recovers soon", async () => {
    const token = await tokenOf("erin");
    expect((await me(second, token)).status).toBe(200);
    wire.state.isCut = true;
    for (let request = 0; request < 20; request++) {
      const answer = await me(second, token);
      expect(answer).toMatchObject({ status: 503, body: { code: "dependency_unavailable" } });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect((await me(second, await tokenOf("newcomer"))).status).toBe(503);
    const metrics = await (await fetch(`${second.opsUrl}/metrics`)).text();
    for (const outcome of ["found", "not_found", "refused", "unavailable", "held_back"])
      expect(metrics).toMatch(new RegExp(`auth_principal_lookups_total\\{[^}]*outcome="${outcome}"[^}]*\\} [1-9]`));
    expect(metrics).toMatch(/auth_authentications_total\{[^}]*outcome="dependency_unavailable"[^}]*\} [1-9]/);
    wire.state.isCut = false;
    await expect.poll(async () => (await me(second, token)).status, { timeout: 5000, interval: 100 }).toBe(200);
  });

  test("gives a primary that hangs up on, in time", async () => {
    const token = await tokenOf("erin");
    wire.state.delayMilliseconds = 20_000;
    const startedAt = performance.now();
    expect((await me(second, token)).status).toBe(503);
    wire.state.delayMilliseconds = 0;
    // The deadline is 2 s; this only shows that it is not the caller's.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await expect.poll(async () => (await me(second, token)).status, { timeout: 5000, interval: 100 }).toBe(200);
  });

  test("loses no more than the requests in flight when the primary is killed and comes back", async () => {
    const token = await tokenOf("heidi");
    const uid = (await me(second, token)).body.uid;
    wire.state.delayMilliseconds = 300;
    const underWay = Array.from({ length: 5 }, () => me(second, token));
    await expect.poll(() => wire.state.inFlight).toBeGreaterThan(0);
    await two.killPrimary();
    for (const answer of await Promise.all(underWay)) expect(answer.status).toBe(503);
    wire.state.delayMilliseconds = 0;
    expect((await me(second, token)).status).toBe(503);
    await two.startPrimary();
    primary = two.primary;
    await expect.poll(async () => (await me(second, token)).body.uid, { timeout: 5000, interval: 100 }).toBe(uid);
  });

  test("has no internal listener: what it would answer is the primary's", async () => {
    await expect(
      fetch(`${second.internalUrl}/internal/principals?email=ada@example.com`, {
        headers: { authorization: `Bearer ${testInterRegionToken}` },
      }),
    ).rejects.toThrow();
  });

  test("knows memberships of its own accounts, and gives nobody those of others", async () => {
    const { uid } = (await me(second, await tokenOf("fay"))).body;
    const store = createStore(pools.second);
    const own = await store.accounts.create({ name: "Fay's", owner: { uid, email: "fay@example.com" } });
    const other = await store.accounts.create({ name: "Another's", owner: somebody() });
    expect((await me(second, await tokenOf("fay"))).body.accounts).toEqual([{ id: own.id, roles: ["owner"] }]);
    expect((await get(second, `/api/accounts/${other.id}`, await tokenOf("fay"))).status).toBe(404);
    expect((await me(second, await tokenOf("gus"))).body.accounts).toEqual([]);
    expect((await me(second, await tokenOf("gus"))).body.accounts).toEqual([]);
  });

  test("lets staff in by its own owners' approval, and by no other region's", async () => {
    const at = { primary: createStore(pools.primary), second: createStore(pools.second) };
    const samsToken = await tokenOf("sam", realms.primary);
    const { uid } = (await me(primary, samsToken)).body;
    await pools.primary.query("update principals set system_roles = '{support}' where uid = $1", [uid]);
    const owner = somebody();
    const { id: accountId } = await at.second.accounts.create({ name: "Acme", owner });
    const path = `/api/accounts/${accountId}`;
    expect((await get(second, path, samsToken)).status).toBe(404);
    const now = new Date();
    const requested = await at.second.supportAccess.create({
      accountId,
      staff: { uid, email: "sam@example.com" },
      role: "viewer",
      reason: "Ticket 4711",
      durationSeconds: 600,
      requestedAt: now,
    });
    await at.second.supportAccess.save(decideSupportAccess(requested, "approve", { at: now, by: owner.uid }));
    expect((await get(second, path, samsToken)).status).toBe(200);
    // The same address from the region's own realm is not staff.
    expect((await get(second, path, await tokenOf("sam"))).status).toBe(404);
    const home = await me(primary, await tokenOf("sam", realms.primary));
    expect(home.body).toMatchObject({ uid, system_roles: ["support"], support_access: [] });
    // Former staff have no system role here either, from the next request on.
    await pools.primary.query("update principals set system_roles = '{}' where uid = $1", [uid]);
    expect((await get(second, path, samsToken)).status).toBe(403);
  });

  describe("a service principal of it", () => {
    const serviceToken = (id: string, realm: Realm, changes: Record<string, unknown> = {}): Promise<string> => {
      const { email: _, email_verified: __, ...claims } = accessClaims(realm.issuer, new Date());
      return two.sign({ ...claims, azp: `sp-${id}`, sub: `account-of-${id}`, ...changes });
    };
    const given = async (): Promise<{ id: string; accountId: string }> => {
      const store = createStore(pools.second);
      const { id: accountId } = await store.accounts.create({ name: "Acme", owner: somebody() });
      const input = { accountId, name: "pipeline", roles: ["operator" as const], createdBy: crypto.randomUUID() };
      const { id } = await store.servicePrincipals.create(input);
      await store.servicePrincipals.markSynced(id, 1, `account-of-${id}`);
      return { id, accountId };
    };
    const refusalAt = async (at: ControlPlane, token: string) => {
      const { status, body } = await me(at, token);
      return [status, body.code, body.meta?.reason];
    };

    test("has its record at the primary, under its own id, and its account here", async () => {
      const { id, accountId } = await given();
      const answer = await me(second, await serviceToken(id, realms.second));
      expect(answer.body).toMatchObject({
        uid: id,
        kind: "service",
        accounts: [{ id: accountId, roles: ["operator"] }],
      });
      const { rows } = await pools.primary.query("select kind, external_id from principals where uid = $1", [id]);
      expect(rows).toEqual([{ kind: "service", external_id: `account-of-${id}` }]);
    });

    test("is refused at every other region, with another issuer's token, and as another subject; and leads to no record", async () => {
      const { id } = await given();
      const refused = [401, "token_invalid", "revoked"];
      expect(await refusalAt(primary, await serviceToken(id, realms.second))).toEqual(refused);
      expect(await refusalAt(second, await serviceToken(id, realms.primary))).toEqual(refused);
      expect(await refusalAt(second, await serviceToken(id, realms.second, { sub: "another" }))).toEqual(refused);
      expect(await refusalAt(second, await serviceToken(crypto.randomUUID(), realms.second))).toEqual(refused);
      const { rows } = await pools.primary.query("select 1 from principals where uid = $1", [id]);
      expect(rows).toEqual([]);
    });

    test("is rejected without a call to the primary once it is disabled or deleted, whatever its token", async () => {
      const { id } = await given();
      const token = await serviceToken(id, realms.second);
      expect((await me(second, token)).status).toBe(200);
      wire.state.paths = [];
      for (const state of ["disabled", "deleted"] as const) {
        await createStore(pools.second).servicePrincipals.setState(id, state);
        expect(await refusalAt(second, token)).toEqual([401, "token_invalid", "revoked"]);
      }
      expect(wire.state.paths).toEqual([]);
    });
  });
});
