import { hash } from "node:crypto";
import type { RegionId, VerifiedToken, WorkspaceId } from "@cogrion/domain";
import { createRemoteTenants } from "@cogrion/inter-region";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { createPool, createStore, createTenants, migrate } from "@cogrion/postgres";
import type { Pool } from "@cogrion/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InProcessControlPlane } from "./support/in-process.ts";
import { startInProcess } from "./support/in-process.ts";

const tokens = ["c".repeat(40), "p".repeat(40)] as const;
const tokyos = "t".repeat(40);
const frankfurt = "frankfurt-1" as RegionId;
const tokyo = "tokyo-1" as RegionId;
const sha256 = (text: string): string => hash("sha256", text);
let parts: TestParts<"postgres">;
let pool: Pool;
let url: string;
let controlPlane: InProcessControlPlane;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
  const databaseUrl = await parts.createDatabase("internal");
  await migrate({ databaseUrl, isPrimary: true });
  pool = createPool({ databaseUrl, applicationName: "test" });
  controlPlane = await startInProcess({
    DATABASE_URL: databaseUrl,
    INTER_REGION_TOKEN_HASHES: JSON.stringify({ [frankfurt]: tokens.map(sha256), [tokyo]: [sha256(tokyos)] }),
  });
  url = controlPlane.internalUrl;
  const ada: VerifiedToken = {
    issuer: "http://localhost:8080/realms/sgp-1",
    subject: "subject-of-ada",
    email: "ada@example.com",
    clientId: "cogrion-cli",
    expiresAt: new Date(),
  };
  await createStore(pool).principals.resolve(ada);
});
afterAll(async () => {
  await controlPlane?.stop();
  await pool?.end();
  await parts?.stop();
});

const ask = async (path: string, authorization?: string) => {
  const response = await fetch(new URL(path, url), { headers: authorization === undefined ? {} : { authorization } });
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: response.status, body: (await response.json()) as any };
};
const bearer = `Bearer ${tokens[0]}`;

test("both tokens in force are taken, so that they can be rotated", async () => {
  for (const token of tokens)
    expect((await ask("/internal/principals?email=ada@example.com", `Bearer ${token}`)).status).toBe(200);
});

test.each([
  ["none", undefined],
  ["wrong by one byte", `${bearer.slice(0, -1)}x`],
  ["short by one byte", bearer.slice(0, -1)],
  ["long by one byte", `${bearer}c`],
  ["empty", "Bearer "],
  ["basic", `Basic ${tokens[0]}`],
  ["two at once", `${bearer}, ${bearer}`],
])("a token that is %s opens nothing, and does not tell what there is", async (_, authorization) => {
  for (const path of [
    "/internal/principals?email=ada@example.com",
    "/internal/tenants/w-acme",
    "/internal/nothing",
    "/",
  ])
    expect((await ask(path, authorization)).status).toBe(401);
});

test("a token in the query opens nothing", async () => {
  const answer = await ask(`/internal/principals?email=ada@example.com&access_token=${tokens[0]}`);
  expect(answer.status).toBe(401);
});

test("a principal is returned as uid, externalId, kind and systemRoles, and nothing else", async () => {
  const { status, body } = await ask("/internal/principals?email=Ada@Example.com", bearer);
  expect([status, Object.keys(body).toSorted()]).toEqual([200, ["externalId", "kind", "systemRoles", "uid"]]);
  expect(body).toMatchObject({ externalId: "subject-of-ada", kind: "user", systemRoles: [] });
  const unknown = await ask("/internal/principals?email=nobody@example.com", bearer);
  expect([unknown.status, unknown.body.code]).toEqual([404, "principal_not_found"]);
  for (const query of ["", "?email=", "?email=nobody", "?email=a@b.co&email=c@d.co", "?email=ada@example.com&x=1"])
    expect((await ask(`/internal/principals${query}`, bearer)).body.code).toBe("request_invalid");
});

test("several are returned at once, each with the address; unknown ones are left out", async () => {
  const lookUp = async (emails: unknown, authorization = bearer) => {
    const response = await fetch(new URL("/internal/principals/lookup", url), {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ emails }),
    });
    // oxlint-disable-next-line typescript/no-explicit-any
    return { status: response.status, body: (await response.json()) as any };
  };
  const { body } = await lookUp(["nobody@example.com", "Ada@Example.com"]);
  expect(body.principals).toHaveLength(1);
  expect(Object.keys(body.principals[0]).toSorted()).toEqual(["email", "externalId", "kind", "systemRoles", "uid"]);
  expect(body.principals[0]).toMatchObject({ email: "ada@example.com", externalId: "subject-of-ada" });
  for (const emails of [[], ["ada"], "ada@example.com", Array.from({ length: 101 }, (_, number) => `p${number}@b.co`)])
    expect((await lookUp(emails)).body.code).toBe("request_invalid");
  expect((await lookUp(["ada@example.com"], `${bearer}x`)).status).toBe(401);
});

test("the public routes do not exist here", async () => {
  expect((await ask("/api/me", bearer)).body.code).toBe("route_not_found");
});

const tenant = (id: string, region = "frankfurt-1") => ({
  workspaceId: id as WorkspaceId,
  region: region as RegionId,
  delegatedZone: `${id}.local.${region}.cogrion.localhost`,
});

test("another region reserves, activates, reads and marks deleted as the primary does itself", async () => {
  const tenants = createRemoteTenants({ url, token: tokens[1] });
  const acme = tenant("w-acme");
  expect(await tenants.get(acme.workspaceId)).toBeUndefined();
  await tenants.reserve(acme, "account-1");
  await tenants.reserve(acme, "account-1");
  expect(await tenants.get(acme.workspaceId)).toEqual({ ...acme, status: "reserved", generation: 1 });
  await expect(tenants.reserve(acme, "account-2")).rejects.toMatchObject({ code: "workspace_slug_taken" });
  await expect(
    createRemoteTenants({ url, token: tokyos }).reserve(tenant("w-acme", "tokyo-1"), "account-1"),
  ).rejects.toMatchObject({
    code: "workspace_slug_taken",
  });
  for (const status of ["active", "active"] as const) {
    await tenants.activate(acme.workspaceId);
    expect((await tenants.get(acme.workspaceId))?.status).toBe(status);
  }
  await tenants.markDeleted(acme.workspaceId);
  await tenants.markDeleted(acme.workspaceId);
  expect((await tenants.get(acme.workspaceId))?.status).toBe("deleted");
});

test.each<[string, () => Parameters<typeof createRemoteTenants>[0]]>([
  ["away", () => ({ url: "http://127.0.0.1:1", token: tokens[0] })],
  ["of another token", () => ({ url, token: "x".repeat(40) })],
])("a primary that is %s is a dependency that is missing, never an answer", async (_, primary) => {
  const tenants = createRemoteTenants(primary());
  for (const call of [
    () => tenants.get("w-acme" as WorkspaceId),
    () => tenants.reserve(tenant("w-other"), "account-1"),
    () => tenants.activate("w-other" as WorkspaceId),
  ])
    await expect(call()).rejects.toMatchObject({ code: "dependency_unavailable", retryAfterSeconds: 2 });
});

/**
 * The result of a call with frankfurt-1's credential, with the content of the primary's tables
 * before and after.
 */
const attack = async (method: string, path: string, body?: object) => {
  const state = async (): Promise<string> => {
    const { rows } = await pool.query(
      "select (select json_agg(t) from tenants t)::text || (select json_agg(i) from principal_identities i)::text || " +
        "(select json_agg(p) from principals p)::text || (select count(*) from audit_events) as state",
    );
    return String(rows[0]?.state);
  };
  const before = await state();
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: bearer, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const { code } = (await response.json()) as { code: string };
  return [response.status, code, (await state()) === before ? "unchanged" : "changed"];
};

test("frankfurt-1's credential neither reads, activates nor deletes the tenants of other regions", async () => {
  const own = tenant("w-singapore", "sgp-1");
  await createTenants(pool).reserve(own, "account-1");
  await createRemoteTenants({ url, token: tokyos }).reserve(tenant("w-tokyo", "tokyo-1"), "account-2");
  for (const id of ["w-singapore", "w-tokyo"]) {
    for (const [method, path, body] of [
      ["GET", `/internal/tenants/${id}`],
      ["POST", `/internal/tenants/${id}/activate`],
      ["POST", `/internal/tenants/${id}/delete`],
      ["POST", `/internal/tenants/${id}/release`, { generation: 1 }],
    ] as const)
      expect(await attack(method, path, body)).toEqual([404, "workspace_not_found", "unchanged"]);
  }
});

test("tenants that are read at one moment share a call, and those of other regions do not exist in it", async () => {
  const ids = ["w-batch-1", "w-batch-2"];
  const turns: string[] = [];
  const tenants = createRemoteTenants({ url, token: tokens[0], turn: async () => void turns.push("turn") });
  for (const id of ids) await tenants.reserve(tenant(id), "account-1");
  const read = ["w-singapore", ...ids, "w-nobody"].map((id) => tenants.get(id as WorkspaceId));
  expect((await Promise.all(read)).map((each) => each?.workspaceId)).toEqual([undefined, ...ids, undefined]);
  expect(turns).toEqual(["turn"]);
});

test("frankfurt-1's credential reserves no name for another region, and none with a foreign zone", async () => {
  for (const [region, zone] of [
    ["sgp-1", "w-grab.local.sgp-1.cogrion.localhost"],
    ["tokyo-1", "w-grab.local.tokyo-1.cogrion.localhost"],
    ["frankfurt-1", "w-grab.local.sgp-1.cogrion.localhost"],
    ["frankfurt-1", "w-other.local.frankfurt-1.cogrion.localhost"],
    ["frankfurt-1", "evil.example"],
  ])
    expect(
      await attack("PUT", "/internal/tenants/w-grab", { region, delegated_zone: zone, reservation: "account-1" }),
    ).toEqual([403, "region_forbidden", "unchanged"]);
});

test("frankfurt-1's credential binds nobody to a subject of another region's realm", async () => {
  const claim = (issuer: string, email = "new-hire@example.com") => ({ email, issuer, subject: "false" });
  const realm = (region: string): string => `http://localhost:8080/realms/${region}`;
  const path = "/internal/principals";
  expect(await attack("POST", path, claim(realm("tokyo-1")))).toEqual([403, "region_forbidden", "unchanged"]);
  expect(await attack("POST", path, claim(realm("sgp-1")))).toEqual([404, "principal_not_found", "unchanged"]);
  expect(await attack("POST", path, claim(realm("sgp-1"), "ada@example.com"))).toEqual([
    404,
    "principal_not_found",
    "unchanged",
  ]);
  const service = `sp-${crypto.randomUUID()}@service-principals.invalid`;
  for (const region of ["sgp-1", "tokyo-1"])
    expect(await attack("POST", path, claim(realm(region), service))).toEqual([403, "region_forbidden", "unchanged"]);
});

test("each change that another region makes is audited with that region, and a repetition adds nothing", async () => {
  const tenants = createRemoteTenants({ url, token: tokyos });
  const each = tenant("w-audited", "tokyo-1");
  for (let call = 0; call < 2; call++) {
    await tenants.reserve(each, "account-1");
    await tenants.activate(each.workspaceId);
  }
  for (let call = 0; call < 2; call++) await tenants.markDeleted(each.workspaceId);
  const { rows } = await pool.query(
    "select action, actor_kind, actor_id from audit_events where target_id = 'w-audited' order by sequence",
  );
  const by = { actor_kind: "region", actor_id: "tokyo-1" };
  expect(rows).toEqual(["tenant.reserved", "tenant.activated", "tenant.deleted"].map((action) => ({ action, ...by })));
});

test("a region releases its own reservation once, which another region may then have", async () => {
  const [ours, theirs] = [tokyos, tokens[0]].map((token) => createRemoteTenants({ url, token }));
  if (ours === undefined || theirs === undefined) throw new Error("there are two regions");
  const each = tenant("w-released", "tokyo-1");
  await ours.reserve(each, "account-1");
  expect(await ours.get(each.workspaceId)).toMatchObject({ status: "reserved", generation: 1 });
  for (let call = 0; call < 2; call++) await ours.release(each.workspaceId, 1);
  await theirs.reserve(tenant("w-released", "frankfurt-1"), "account-2");
  // The first region's repetition, after another region has the name.
  await ours.release(each.workspaceId, 1);
  await ours.release(each.workspaceId, 2);
  expect(await theirs.get(each.workspaceId)).toMatchObject({ status: "reserved", generation: 2 });
  const { rows } = await pool.query(
    "select action || ' ' || actor_id as line from audit_events where target_id = 'w-released' order by sequence",
  );
  expect(rows.map(({ line }: { line: string }) => line)).toEqual([
    "tenant.reserved tokyo-1",
    "tenant.released tokyo-1",
    "tenant.reserved frankfurt-1",
  ]);
});
