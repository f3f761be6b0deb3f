import type { RetainedTable } from "@cogrion/domain";
import { retentionDays } from "@cogrion/domain";
import { createRetention } from "@cogrion/postgres";
import { doomedText } from "@cogrion/postgres/retention";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import { purgeRetained } from "./purge.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const tables = Object.keys(retentionDays) as RetainedTable[];
const ageIndexes: Record<RetainedTable, string> = {
  workspace_commands: "workspace_commands_delivered",
  workspace_events: "workspace_events_by_age",
  preflight_reports: "preflight_reports_by_age",
  bff_registrations: "bff_registrations_by_age",
  idempotency_keys: "idempotency_keys_by_age",
  mails: "mails_closed",
  quota_uses: "quota_uses_by_age",
};
const countOf = async (table: string): Promise<number> =>
  Number((await region.pool.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count);
const purge = async () => {
  const purged: Record<string, number> = {};
  const onPurged = (table: RetainedTable, rows: number): void => {
    if (rows > 0) purged[table] = (purged[table] ?? 0) + rows;
  };
  await purgeRetained({ retention: createRetention(region.pool), onPurged });
  return purged;
};

it("each table keeps what its time allows and a workspace's newest report and registration; the audit keeps all", async () => {
  const { id } = await givenRequested(region);
  const audit = await countOf("audit_events");
  await region.pool.query("update workspace_commands set delivered_at = now() - interval '8 days'");
  await region.pool.query("update workspace_events set at = now() - interval '91 days'");
  for (const days of [200, 91, 100, 1]) {
    await region.pool.query(
      `insert into preflight_reports (id, workspace_id, checked_at, checks)
       values (gen_random_uuid(), $1, now() - make_interval(days => $2), '[]')`,
      [id, days],
    );
    await region.pool.query(
      `insert into bff_registrations (workspace_id, key, request_hash, bff_url, created_at)
       values ($1, 'key-' || $2::integer, '', '', now() - make_interval(days => $2::integer))`,
      [id, days + 30],
    );
    await region.pool.query(
      `insert into idempotency_keys (scope, key, request_hash, status, headers, body, created_at)
       values ('me', 'key-' || $1::integer, '', 200, '{}', '{}', now() - make_interval(hours => $1::integer))`,
      [days],
    );
    await region.pool.query(
      "insert into quota_uses (quota, subject, used_at) values ('q', 's', now() - make_interval(days => $1))",
      [days],
    );
  }
  expect(await purge()).toEqual({
    workspace_commands: 1,
    workspace_events: expect.any(Number),
    preflight_reports: 3,
    bff_registrations: 3,
    idempotency_keys: 3,
    quota_uses: 3,
  });
  expect(await purge()).toEqual({});
  // The only one left is the newest, however old it becomes.
  await region.pool.query("update preflight_reports set checked_at = now() - interval '300 days'");
  expect(await purge()).toEqual({});
  expect(await countOf("audit_events")).toBe(audit);
});

it("among 1,000,000 events what is over is found by an index, and deleted in batches", async () => {
  const { id } = await givenRequested(region);
  const old = 20_000;
  const chunk = 25_000;
  for (let from = 0; from < 1_000_000; from += chunk) {
    await region.pool.query(
      `insert into workspace_events (workspace_id, sequence, type, data, at)
       select $1, 1000 + number, 'step_changed', '{}',
         now() - make_interval(days => case when number <= $2 then 100 else 80 end)
       from generate_series($3::integer + 1, $3::integer + $4::integer) number`,
      [id, old, from, chunk],
    );
  }
  await region.pool.query("analyze workspace_events");
  const { rows } = await region.pool.query<{ "QUERY PLAN": string }>(`explain ${doomedText("workspace_events")}`, [
    retentionDays.workspace_events,
    1000,
  ]);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("Index Scan using workspace_events_by_age");
  expect(plan).not.toContain("Seq Scan");
  expect((await purge())["workspace_events"]).toBe(old);
  expect(await countOf(`workspace_events where workspace_id = '${id}' and sequence > 1000`)).toBe(1_000_000 - old);
}, 180_000);

it.each(tables)("%s has an index for what is over", async (table) => {
  const client = await region.pool.connect();
  try {
    await client.query("begin");
    await client.query("set local enable_seqscan = off");
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${doomedText(table)}`, [
      retentionDays[table],
      1000,
    ]);
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain(ageIndexes[table]);
  } finally {
    await client.query("rollback");
    client.release();
  }
});
