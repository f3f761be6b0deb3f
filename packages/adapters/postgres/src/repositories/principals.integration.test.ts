import type { VerifiedToken } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase } from "@cogrion/testing/database/test-database";

let server: DatabaseServer;
let database: TestDatabase;
beforeAll(async () => {
  server = await usePostgresServer();
  database = await createTestDatabase(server);
});
afterAll(async () => {
  await database.pool.end();
  await server.stop();
});

const singapore = "https://auth.sgp-1.cogrion.com/realms/sgp-1";
const frankfurt = "https://auth.frankfurt-1.cogrion.com/realms/frankfurt-1";
const tokenOf = (email: string, subject: string, issuer = singapore): VerifiedToken => ({
  issuer,
  subject,
  email,
  clientId: "cogrion-cli",
  expiresAt: new Date("2030-01-01"),
});

const refusals = async (email: string): Promise<number> => {
  const { rows } = await database.pool.query(
    "select 1 from audit_events where action = 'principal.identity_refused' and outcome = 'refused' and target_id = $1",
    [email],
  );
  return rows.length;
};

/** The binding events for one address. */
const bindingsOf = async (email: string): Promise<unknown[]> => {
  const { rows } = await database.pool.query<{ event: unknown }>(
    `select json_build_object('action', action, 'account', account_id, 'outcome', outcome, 'target', target_id, 'details', details,
       'ip', source_ip, 'request', request_id) as event
     from audit_events where action in ('principal.created', 'principal.bound') and details->>'email' = $1 order by sequence`,
    [email],
  );
  return rows.map(({ event }) => event);
};

it("knows a person again, by one spelling of the address, in every region's realm", async () => {
  const { principals } = database.store;
  const first = await principals.resolve(tokenOf("Ada@Example.com", "s-ada"));
  expect(first).toMatchObject({ email: "ada@example.com", kind: "user", externalId: "s-ada", systemRoles: [] });
  expect(await principals.resolve(tokenOf("ada@example.com", "s-ada"))).toEqual(first);
  expect(await principals.resolve(tokenOf("ada@example.com", "f-ada", frankfurt))).toEqual(first);
  expect({ ...(await principals.findByEmail("ADA@example.com")), accounts: [] }).toEqual(first);
  expect(await principals.findByEmail("nobody@example.com")).toBeUndefined();
});

it("audits each issuer's first sign-in once, with the realm that signed the address and the request", async () => {
  const { principals } = database.store;
  const origin = { sourceIp: "203.0.113.7", requestId: "req-first" };
  const home = { ...tokenOf("Staff@example.com", "s-staff"), origin };
  const elsewhere = tokenOf("staff@example.com", "f-staff", frankfurt);
  const { uid } = await principals.resolve(home);
  for (const token of [home, elsewhere, elsewhere, home]) await principals.resolve(token);
  const event = { account: null, outcome: "succeeded", target: uid };
  const email = "staff@example.com";
  expect(await bindingsOf(email)).toEqual([
    {
      ...event,
      action: "principal.created",
      details: { email, issuer: singapore, subject: "s-staff" },
      ip: "203.0.113.7",
      request: "req-first",
    },
    {
      ...event,
      action: "principal.bound",
      details: { email, issuer: frankfurt, subject: "f-staff" },
      ip: null,
      request: null,
    },
  ]);
});

it("keeps a first encounter and its event together: what a transaction takes back leaves neither", async () => {
  const token = tokenOf("undone@example.com", "s-undone");
  const undone = database.store.transaction(async (tx) => {
    await tx.principals.resolve(token);
    throw new Error("taken back");
  });
  await expect(undone).rejects.toThrow("taken back");
  expect(await database.store.principals.findByEmail(token.email)).toBeUndefined();
  expect(await bindingsOf(token.email)).toEqual([]);
  await database.store.transaction((tx) => tx.principals.resolve(token));
  expect(await bindingsOf(token.email)).toHaveLength(1);
});

it("gives each of many callers in one turn their own result, and rejects the others", async () => {
  const { principals, accounts } = database.store;
  const people = Array.from({ length: 130 }, (_, number) =>
    tokenOf(`crowd-${number}@example.com`, `s-crowd-${number}`),
  );
  const known = await Promise.all(people.map((token) => principals.resolve(token)));
  for (const [number, { uid, email }] of known.entries())
    if (number % 10 === 0) await accounts.create({ name: `Of ${number}`, owner: { uid, email } });

  const asked = people.flatMap((token) => [
    token,
    { ...token, subject: "s-stranger" },
    { ...token, issuer: frankfurt },
  ]);
  const answers = await Promise.allSettled(asked.map((token) => principals.resolve(token)));
  for (const [index, answer] of answers.entries()) {
    const number = Math.floor(index / 3);
    const isStranger = index % 3 === 1;
    expect([index, answer.status]).toEqual([index, isStranger ? "rejected" : "fulfilled"]);
    if (answer.status === "rejected") continue;
    expect(answer.value).toMatchObject({ uid: known[number]?.uid, email: `crowd-${number}@example.com` });
    expect(answer.value.accounts.map(({ roles }) => roles)).toEqual(number % 10 === 0 ? [["owner"]] : []);
  }
});

it("makes one principal of two simultaneous first sign-ins", async () => {
  const { principals } = database.store;
  const both = await Promise.all(
    Array.from({ length: 8 }, () => principals.resolve(tokenOf("twice@example.com", "s-twice"))),
  );
  expect(new Set(both.map((identity) => identity.uid)).size).toBe(1);
  expect(await refusals("twice@example.com")).toBe(0);
  expect(await bindingsOf("twice@example.com")).toHaveLength(1);
});

it("lets one of two subjects in that come with one address at the same time", async () => {
  const { principals } = database.store;
  const outcomes = await Promise.allSettled([
    principals.resolve(tokenOf("contested@example.com", "s-one")),
    principals.resolve(tokenOf("contested@example.com", "s-other")),
  ]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await refusals("contested@example.com")).toBe(1);
  expect(await bindingsOf("contested@example.com")).toHaveLength(1);
});

it("creates and audits one principal when one subject arrives with many addresses at the same time", async () => {
  const emails = Array.from({ length: 8 }, (_, number) => `torn-${number}@example.com`);
  const outcomes = await Promise.allSettled(
    emails.map((email) => database.store.principals.resolve(tokenOf(email, "s-torn"))),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await database.store.principals.findByEmails(emails)).toHaveLength(1);
  expect((await Promise.all(emails.map(bindingsOf))).flat()).toHaveLength(1);
});

it("creates one principal when two issuers see a person first at the same time, and audits both", async () => {
  const { principals } = database.store;
  const email = "travelling@example.com";
  const both = await Promise.all([
    principals.resolve(tokenOf(email, "s-travelling")),
    principals.resolve(tokenOf(email, "f-travelling", frankfurt)),
  ]);
  expect(both[0].uid).toBe(both[1].uid);
  expect(await bindingsOf(email)).toMatchObject([{ action: "principal.created" }, { action: "principal.bound" }]);
});

it("refuses another subject with a known address, and leaves an audit event", async () => {
  const { principals } = database.store;
  await principals.resolve(tokenOf("bob@example.com", "s-bob"));
  await expect(principals.resolve(tokenOf("bob@example.com", "s-mallory"))).rejects.toMatchObject({
    code: "identity_mismatch",
    status: 401,
  });
  expect(await refusals("bob@example.com")).toBe(1);
});

it("refuses a known subject with another address, and makes no principal of it", async () => {
  const { principals } = database.store;
  await principals.resolve(tokenOf("carol@example.com", "s-carol"));
  await expect(principals.resolve(tokenOf("carol2@example.com", "s-carol"))).rejects.toMatchObject({
    code: "identity_mismatch",
  });
  expect(await principals.findByEmail("carol2@example.com")).toBeUndefined();
  expect(await refusals("carol2@example.com")).toBe(1);
});

it("never takes an address that only Unicode's lower-casing makes equal for the same", async () => {
  const { principals } = database.store;
  const kay = await principals.resolve(tokenOf("kay@example.com", "s-kay"));
  const kelvin = await principals.resolve(tokenOf("\u212Aay@example.com", "s-kelvin"));
  expect(kelvin.uid).not.toBe(kay.uid);
});
