import { randomUUID } from "node:crypto";
import type { PageRequest, Store, Workspace } from "@cogrion/domain";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeCursor } from "../cursor.ts";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase, givenWorkspace } from "@cogrion/testing/database/test-database";

let server: DatabaseServer;
let database: TestDatabase;
let store: Store;
const accountIds: string[] = [];
let everything: Workspace[] = [];

const slugs = [
  "acme",
  "acme-prod",
  "acme-prod-eu",
  "prod",
  "prod-prod-1",
  "preprod",
  "my-acme",
  "eu-west-1",
  "eu--west",
  "web",
  "w-web",
  "a-1",
  "prod-eu",
  "zz-top",
  "acme2",
  "globex-dev",
  "globex-prod",
  "dev",
  "dev-dev-dev",
  "xprodx",
];

beforeAll(async () => {
  server = await usePostgresServer();
  database = await createTestDatabase(server);
  store = database.store;
  const owner = randomUUID();
  for (const name of ["One", "Two", "Three"])
    accountIds.push((await store.accounts.create({ name, owner: { uid: owner, email: "ada@example.com" } })).id);
  for (const [index, slug] of slugs.entries()) {
    const accountId = accountIds[index % 3] as string;
    const workspace = await givenWorkspace(store, { accountId, id: `w-${slug}` });
    if (index % 5 === 4) await store.workspaces.save({ ...workspace, state: "deleting" });
    if (index % 7 === 6) await store.workspaces.save({ ...workspace, state: "deleted", deletedAt: new Date() });
  }
  // Many rows with the same time; the id orders them.
  await database.pool.query(
    "update workspaces set created_at = timestamptz '2026-01-01' + (length(id) % 4) * interval '1 second'",
  );
  everything = await Promise.all(
    slugs.map(async (slug) => (await store.workspaces.get(`w-${slug}` as Workspace["id"])) as Workspace),
  );
});
afterAll(async () => {
  await database.pool.end();
  await server.stop();
});

type Filter = Parameters<Store["workspaces"]["list"]>[0];

const allPages = async (filter: Filter, limit: number): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: PageRequest["cursor"];
  do {
    const page = await store.workspaces.list(filter, { limit, cursor });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    ids.push(...page.rows.map((row) => row.id));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
};

const isIn =
  ({ accountIds: wanted, state }: Filter) =>
  (workspace: Workspace): boolean =>
    (wanted === "all" || wanted.includes(workspace.accountId)) &&
    (state === undefined ? workspace.state !== "deleted" : workspace.state === state);

const filters = fc.record({
  accountIds: fc.oneof(
    fc.constant("all" as const),
    fc.constantFrom([0], [1, 2], [0, 1, 2], []).map((picks) => picks.map((pick) => String(pick))),
  ),
  state: fc.constantFrom(undefined, "requested" as const, "deleting" as const, "deleted" as const, "active" as const),
});
const withAccounts = (filter: { accountIds: "all" | string[]; state?: Filter["state"] }): Filter => ({
  ...filter,
  accountIds: filter.accountIds === "all" ? "all" : filter.accountIds.map((pick) => accountIds[Number(pick)] as string),
});

it("lists every workspace once, newest first and by id within one moment, whatever the size of the page", async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 25 }), async (chosen, limit) => {
      const filter = withAccounts(chosen);
      const expected = everything
        .filter(isIn(filter))
        .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime() || (one.id < other.id ? 1 : -1))
        .map((workspace) => workspace.id);
      expect(await allPages(filter, limit)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

it("finds by the beginning of the id or of any word in it, each workspace once, alphabetically by what matched", async () => {
  const terms = fc.constantFrom(
    "acme",
    "prod",
    "prod-",
    "prod-eu",
    "eu",
    "w",
    "w-",
    "w-acme",
    "we",
    "west",
    "dev",
    "1",
    "zz",
    "cme",
    "-",
    "top-",
    "PROD",
  );
  await fc.assert(
    fc.asyncProperty(filters, terms, fc.integer({ min: 1, max: 25 }), async (chosen, search, limit) => {
      const filter = withAccounts(chosen);
      const term = search.toLowerCase();
      const expected = everything
        .filter(isIn(filter))
        .flatMap(({ id }) => {
          const starts = id
            .split("")
            .flatMap((letter, at) => (at === 0 || (id[at - 1] === "-" && letter !== "-") ? [at] : []));
          const tail = starts.map((at) => id.slice(at)).find((each) => each.startsWith(term));
          return tail === undefined ? [] : [{ id, tail }];
        })
        .sort((one, other) => (one.tail === other.tail ? (one.id < other.id ? -1 : 1) : one.tail < other.tail ? -1 : 1))
        .map((match) => match.id);
      expect(await allPages({ ...filter, search }, limit)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

it("finds nothing by text that no id contains, wildcards among it", async () => {
  for (const search of ["%", "_", "a%", "acme_", "é", "a b", "acme'--", "\0", "~"]) {
    expect(await store.workspaces.list({ accountIds: "all", search }, { limit: 5, cursor: undefined })).toEqual({
      rows: [],
      next: undefined,
    });
  }
});

it("refuses a cursor that is not of this list", async () => {
  const hostile = [
    "x",
    "bm90IGpzb24",
    encodeCursor([]),
    encodeCursor([1, "w-acme", 2]),
    encodeCursor(["2026", "w-acme"]),
    encodeCursor([-1, "w-acme"]),
    encodeCursor([9e15, "w-acme"]),
    encodeCursor([1.5, "w-acme"]),
    encodeCursor([0, randomUUID()]),
    encodeCursor([0, "w-a' or true --"]),
    encodeCursor(["acme", "w-acme"]),
    Buffer.from("null").toString("base64url"),
    Buffer.from('{"__proto__":[]}').toString("base64url"),
  ];
  for (const cursor of hostile) {
    await expect(store.workspaces.list({ accountIds: "all" }, { limit: 1, cursor })).rejects.toMatchObject({
      code: "cursor_invalid",
    });
  }
  const listed = await store.workspaces.list({ accountIds: "all" }, { limit: 1, cursor: undefined });
  await expect(
    store.workspaces.list({ accountIds: "all", search: "acme" }, { limit: 1, cursor: listed.next }),
  ).rejects.toMatchObject({ code: "cursor_invalid" });
  await expect(store.accounts.listForPrincipal(randomUUID(), { limit: 1, cursor: listed.next })).rejects.toMatchObject({
    code: "cursor_invalid",
  });
});

it("lists a principal's accounts newest first, and nobody else's", async () => {
  const uid = randomUUID();
  const names = ["a", "b", "c", "d", "e"];
  for (const [index, name] of names.entries()) {
    const { id } = await store.accounts.create({ name, owner: { uid, email: "ada@example.com" } });
    await database.pool.query("update accounts set created_at = to_timestamp($1) where id = $2", [index, id]);
  }
  await store.accounts.create({ name: "other", owner: { uid: randomUUID(), email: "eve@example.com" } });
  const read: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.accounts.listForPrincipal(uid, { limit: 2, cursor });
    read.push(...page.rows.map((account) => account.name));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(read).toEqual(names.toReversed());
  expect(await store.accounts.rolesOf(uid)).toHaveLength(5);
  expect((await store.accounts.rolesOf(uid))[0]?.roles).toEqual(["owner"]);
});
