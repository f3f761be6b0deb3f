import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AuditEvent } from "@cogrion/domain";
import { startTestParts } from "@cogrion/testing/parts";
import type { Pool } from "@cogrion/postgres";
import { createAuditChains, createPool, createStore, migrate } from "@cogrion/postgres";
import { verifyRegion } from "@cogrion/services/audit/verify-region";
import type { Bench, Measure } from "./measure.ts";
import { againstFloor, medianOf, millisecondsOf, reachingFloor, withinLimit } from "./measure.ts";

const appends = 3000;
const clients = 8;
const rows = 1_000_000;
const fewerRows = rows / 10;

export const bench: Bench = {
  name: "audit",
  summary: "Appending to the chain beside a plain insert, checking 1,000,000 events, exporting them",
  async *run(log) {
    const parts = await startTestParts({ parts: ["postgres"] });
    try {
      const databaseUrl = await parts.createDatabase("audit");
      await migrate({ databaseUrl, isPrimary: false });
      const pool = createPool({
        databaseUrl,
        applicationName: "bench",
        maxConnections: clients,
        statementTimeoutSeconds: 0,
      });
      try {
        // The same columns, checks and indexes; no trigger.
        await pool.query("create table plain_events (like audit_events including all)");
        yield* appending(pool);
        log(`writing ${rows} events, which takes minutes`);
        const [large, small] = [randomUUID(), randomUUID()];
        await seed(pool, large, rows);
        await seed(pool, small, fewerRows);
        await pool.query("vacuum analyze audit_events");
        yield* checking(pool, large);
        for (const format of ["ndjson", "csv"]) yield* exporting(databaseUrl, { large, small, format });
      } finally {
        await pool.end();
      }
    } finally {
      await parts.stop();
    }
  },
};

const eventOf = (accountId: string): AuditEvent => ({
  accountId,
  actor: { kind: "principal", id: randomUUID() },
  action: "workspace.created",
  target: { kind: "workspace", id: "w-acme" },
  sourceIp: "203.0.113.7",
  outcome: "succeeded",
  requestId: randomUUID(),
  details: { before: { state: "requested" }, after: { state: "deleting" } },
});

/** The statement of the repository, into the table without a chain. */
const insertPlain = async (pool: Pool, event: AuditEvent, sequence: number): Promise<void> => {
  await pool.query({
    name: "plain",
    text: `insert into plain_events (id, account_id, actor_kind, actor_id, action, target_kind, target_id, source_ip, outcome, request_id, details, sequence, previous_hash, hash)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
    values: [
      randomUUID(),
      event.accountId,
      event.actor.kind,
      event.actor.id,
      event.action,
      event.target.kind,
      event.target.id,
      event.sourceIp,
      event.outcome,
      event.requestId,
      JSON.stringify(event.details),
      sequence,
      "0".repeat(64),
    ],
  });
};

async function* appending(pool: Pool): AsyncIterable<Measure> {
  const store = createStore(pool);
  let sequence = 0;
  const plain = (accountId: string) => insertPlain(pool, eventOf(accountId), ++sequence);
  const chained = (accountId: string) => store.audit.append(eventOf(accountId));
  const one = randomUUID();
  const ours: number[] = [];
  const floor: number[] = [];
  for (let turn = -200; turn < appends; turn++) {
    const plainly = await millisecondsOf(() => plain(one));
    const inChain = await millisecondsOf(() => chained(one));
    if (turn < 0) continue;
    floor.push(plainly);
    ours.push(inChain);
  }
  yield againstFloor({
    name: "append, one connection: median",
    ours: medianOf(ours),
    floor: medianOf(floor),
    unit: "ms",
    atMost: 2.5,
  });

  const many = Array.from({ length: clients }, () => randomUUID());
  const perSecond = async (append: (accountId: string) => Promise<void>, accounts: string[]): Promise<number> => {
    const each = async (accountId: string) => {
      for (let made = 0; made < appends / clients; made++) await append(accountId);
    };
    return (appends / (await millisecondsOf(() => Promise.all(accounts.map(each))))) * 1000;
  };
  const floorRate = await perSecond(plain, many);
  yield reachingFloor({
    name: `append, ${clients} accounts at once`,
    ours: await perSecond(chained, many),
    floor: floorRate,
    unit: "events/s",
    atLeast: 0.35,
  });
  yield reachingFloor({
    name: `append, one account over ${clients} connections`,
    ours: await perSecond(
      chained,
      many.map(() => one),
    ),
    floor: floorRate,
    unit: "events/s",
    atLeast: 0.2,
  });
}

const seed = async (pool: Pool, accountId: string, count: number): Promise<void> => {
  // Many small transactions, as in life: within a single one each version of the head stays to be
  // passed by the next event.
  const batch = 500;
  for (let from = 0; from < count; from += batch) {
    await pool.query(
      `insert into audit_events (id, account_id, actor_kind, actor_id, action, target_kind, target_id, source_ip, outcome, request_id, details)
       select gen_random_uuid(), $1, 'principal', gen_random_uuid(), 'workspace.created', 'workspace', 'w-' || n, '203.0.113.7', 'succeeded',
              gen_random_uuid(), '{"after":{"state":"deleting"},"before":{"state":"requested"}}'
       from generate_series($2::int, $3::int) as n`,
      [accountId, from, from + batch - 1],
    );
  }
};

async function* checking(pool: Pool, accountId: string): AsyncIterable<Measure> {
  const stored = createAuditChains(pool);
  const chains = { ...stored, list: async () => [accountId] };
  const reading = async (): Promise<void> => {
    await chains.read(accountId, async ({ events }) => {
      for await (const _ of events);
    });
  };
  await reading();
  const floor = (rows / (await millisecondsOf(reading))) * 1000;
  let seen = 0;
  const milliseconds = await millisecondsOf(async () => {
    for await (const { events, fault } of verifyRegion({ chains }, { anchors: [], onProgress: () => undefined })) {
      if (fault !== undefined) throw new Error(`the chain does not hold: ${fault.detail}`);
      seen += events;
    }
  });
  yield reachingFloor({
    name: "check a chain, beside only reading it",
    ours: (seen / milliseconds) * 1000,
    floor,
    unit: "events/s",
    atLeast: 0.3,
  });
}

async function* exporting(
  databaseUrl: string,
  { large, small, format }: { large: string; small: string; format: string },
): AsyncIterable<Measure> {
  const main = join(import.meta.dirname, "support", "audit-export.process.ts");
  const exported = async (accountId: string) => {
    const environment = { ...process.env, DATABASE_URL: databaseUrl, ACCOUNT_ID: accountId, FORMAT: format };
    const { stdout } = await promisify(execFile)(process.execPath, [main], { env: environment });
    return JSON.parse(stdout) as { bytes: number; seconds: number; grownMebibytes: number };
  };
  const fewer = await exported(small);
  const all = await exported(large);
  yield withinLimit({ name: `export ${rows} events as ${format}`, ours: all.seconds, unit: "s", atMost: 120 });
  yield againstFloor({
    name: `export as ${format}, growth of the process, beside a tenth of the events`,
    ours: all.grownMebibytes,
    floor: fewer.grownMebibytes,
    unit: "MiB",
    atMost: 1.5,
  });
}
