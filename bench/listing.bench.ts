import { randomUUID } from "node:crypto";
import { withDatabase } from "@cogrion/local-stack/database";
import { startTestParts } from "@cogrion/testing/parts";
import type { Store } from "@cogrion/domain";
import { createPool, createStore, migrate } from "@cogrion/postgres";
import type { Bench, Measure } from "./measure.ts";
import { againstFloor, forTheRecord, medianOf, millisecondsOf, quantileOf } from "./measure.ts";

const regionSize = 1_000_000;
const accountSize = 1000;
const samples = 3000;
const atMost = 1.5;

type Filter = Parameters<Store["workspaces"]["list"]>[0];
type Scope = { accountIds: Filter["accountIds"]; ids: string[]; cursors: string[] };
type Query = { filter: Omit<Filter, "accountIds">; cursor?: string | undefined };

export const bench: Bench = {
  name: "listing",
  summary: "Listing and searching in an account with 1,000 workspaces and in its region with 1,000,000",
  async *run(log) {
    const parts = await startTestParts({ parts: ["postgres"] });
    try {
      const databaseUrl = await parts.createDatabase("listing");
      await migrate({ databaseUrl, isPrimary: false });
      log(`writing ${regionSize} workspaces, which takes minutes`);
      const seconds = (await millisecondsOf(() => seed(databaseUrl))) / 1000;
      log(`written in ${Math.round(seconds)} s`);
      const pool = createPool({ databaseUrl, applicationName: "bench", maxConnections: 1 });
      try {
        yield* measured(createStore(pool), await idsOf(databaseUrl));
      } finally {
        await pool.end();
      }
    } finally {
      await parts.stop();
    }
  },
};

/**
 * Half of the slugs are random, half are words that many share; states as in a real region. The
 * first thousand belong to one account.
 */
const seed = (databaseUrl: string): Promise<void> =>
  withDatabase(databaseUrl, async (client) => {
    await client.query("create temp table numbered (number int primary key, id uuid)");
    await client.query("insert into numbered select n, gen_random_uuid() from generate_series(0, 5000) as n");
    await client.query("insert into accounts (id, name) select id, 'Account ' || number from numbered");
    for (let from = 0; from < regionSize; from += 100_000) {
      await client.query(
        `insert into workspaces (
           id, account_id, region, state, delegated_zone, aws_account_id, aws_role_name, aws_region, external_id, created_at,
           hint, bff_url, bff_registered_at, deleted_at
         )
         select id, account_id, 'sgp-1', state, id || '.sgp-1.cogrion.com', '222222222222', 'CogrionProvisioning',
                'ap-southeast-1', gen_random_uuid(), at,
                case when state in ('blocked', 'failed') then '{}'::jsonb end,
                case when state = 'active' then 'https://bff.' || id end, case when state = 'active' then at end,
                case when state = 'deleted' then at end
         from (
           select 'w-' || case when n % 2 = 0 then substr(md5(n::text), 1, 10)
                               else words[1 + n / 2 % 16] || '-' || words[1 + n / 32 % 16] || '-' || n end as id,
                  numbered.id as account_id, now() - n * interval '3 seconds' as at,
                  (array['active', 'blocked', 'active', 'active', 'deleted', 'active', 'provisioning'])[1 + n / 3 % 7] as state
           from generate_series($1::int, $2::int) as n
           cross join (values (array[
             'dev', 'prod', 'staging', 'eu', 'us', 'data', 'web', 'api', 'acme', 'globex', 'initech', 'stark', 'wayne', 'test', 'demo', 'lab'
           ])) as dictionary (words)
           join numbered on numbered.number = case when n < $3 then 0 else 1 + n % 5000 end
         ) as made`,
        [from, from + 99_999, accountSize],
      );
    }
    await client.query(
      "insert into workspace_heartbeats select id, now(), 'healthy', 'healthy' from workspaces where state = 'active'",
    );
    await client.query("vacuum analyze");
  });

const idsOf = (databaseUrl: string) =>
  withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<{ account_id: string }>(
      "select id as account_id from accounts where name = 'Account 0'",
    );
    const accountId = rows[0]?.account_id ?? randomUUID();
    const own = await client.query<{ id: string }>("select id from workspaces where account_id = $1", [accountId]);
    const all = await client.query<{ id: string }>("select id from workspaces tablesample bernoulli (0.1)");
    return { accountId, own: own.rows.map((row) => row.id), all: all.rows.map((row) => row.id) };
  });

const oneOf = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;

const states = ["active", "blocked", "provisioning", "deleted", "requested"] as const;
const words = ["prod", "acme", "eu", "stag", "w-", "prod-e", "initech-"];

const kinds: Record<string, (scope: Scope) => Query> = {
  "first page": () => ({ filter: {} }),
  "any page": (scope) => ({ filter: {}, cursor: oneOf(scope.cursors) }),
  "by state": () => ({ filter: { state: oneOf(states) } }),
  "search, whole id": (scope) => ({ filter: { search: oneOf(scope.ids) } }),
  "search, beginning": (scope) => ({
    filter: { search: oneOf(scope.ids).slice(0, 3 + Math.floor(Math.random() * 6)) },
  }),
  "search, word": () => ({ filter: { search: oneOf(words) } }),
  "search, word by state": () => ({ filter: { search: oneOf(words), state: oneOf(states) } }),
  "search, nothing found": () => ({ filter: { search: `zz${oneOf(words)}` } }),
};

async function* measured(store: Store, known: Awaited<ReturnType<typeof idsOf>>): AsyncIterable<Measure> {
  const list = ({ accountIds }: Scope, { filter, cursor }: Query) =>
    store.workspaces.list({ ...filter, accountIds }, { limit: 20, cursor });
  const scopeOf = async (accountIds: Filter["accountIds"], ids: string[]): Promise<Scope> => {
    const scope: Scope = { accountIds, ids, cursors: [] };
    for (let cursor: string | undefined, page = 0; page < 40; page++) {
      cursor = (await list(scope, { filter: {}, cursor })).next;
      if (cursor === undefined) break;
      scope.cursors.push(cursor);
    }
    return scope;
  };
  const account = await scopeOf([known.accountId], known.own);
  const region = await scopeOf("all", known.all);

  for (const [kind, queryOf] of Object.entries(kinds)) {
    const ofAccount: number[] = [];
    const ofRegion: number[] = [];
    // In turn, so that other load on the machine affects both.
    for (let turn = -100; turn < samples; turn++) {
      const one = await millisecondsOf(() => list(account, queryOf(account)));
      const other = await millisecondsOf(() => list(region, queryOf(region)));
      if (turn < 0) continue;
      ofAccount.push(one);
      ofRegion.push(other);
    }
    yield againstFloor({
      name: `${kind}: p99`,
      ours: quantileOf(ofRegion, 0.99),
      floor: quantileOf(ofAccount, 0.99),
      unit: "ms",
      atMost,
    });
    yield forTheRecord({ name: `${kind}: median`, ours: medianOf(ofRegion), unit: "ms" });
  }
}
