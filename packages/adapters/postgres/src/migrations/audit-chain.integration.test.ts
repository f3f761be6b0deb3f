import { auditGenesisHash, auditHashInputOf, auditRecordOf } from "@cogrion/domain";
import { hash } from "node:crypto";
import { Kysely, PostgresDialect } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "../connection/pool.ts";
import { createStore } from "../store.ts";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import { auditChain } from "./region/0008-audit-chain.ts";
import { audit } from "./region/0004-audit.ts";

let server: DatabaseServer;
beforeAll(async () => {
  server = await usePostgresServer();
});
afterAll(() => server.stop());

it("chains the existing events of each account in the order of their time, and continues from there", async () => {
  const pool = createPool({ databaseUrl: await server.createDatabase(), applicationName: "test" });
  try {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    await audit.up(db);
    const accounts = ["a0000000-0000-4000-8000-000000000001", "a0000000-0000-4000-8000-000000000002"];
    for (const [index, accountId] of [...accounts, ...accounts, null, ...accounts].entries()) {
      await pool.query(
        `insert into audit_events (id, account_id, actor_kind, actor_id, action, target_kind, target_id, outcome, at)
         values (gen_random_uuid(), $1, 'system', 'x', $2, 'account', 'a "quoted" \\ é', 'succeeded', now() - $3 * interval '1 minute')`,
        [accountId, `done ${index}`, index],
      );
    }
    await auditChain.up(db);

    const store = createStore(pool);
    const before = { kind: "system", id: "x" } as const;
    const rest = { sourceIp: undefined, outcome: "succeeded", requestId: undefined } as const;
    const target = { kind: "account", id: "a" };
    for (const accountId of [...accounts, undefined])
      await store.audit.append({ accountId, actor: before, action: "done later", target, ...rest });
    for (const [index, accountId] of accounts.entries()) {
      const events = await store.audit.listAfter(accountId, {}, { after: 0, upTo: 10, limit: 10 });
      expect(events.map(({ sequence, action }) => [sequence, action])).toEqual([
        [1, `done ${5 + index}`],
        [2, `done ${2 + index}`],
        [3, `done ${index}`],
        [4, "done later"],
      ]);
      let previous = auditGenesisHash;
      for (const event of events) {
        expect(event.previousHash).toBe(previous);
        expect(event.hash).toBe(hash("sha256", auditHashInputOf(auditRecordOf(event)), "hex"));
        previous = event.hash;
      }
      expect(await store.audit.head(accountId)).toEqual({ accountId, sequence: 4, hash: previous });
    }
    const { rows } = await pool.query("select sequence from audit_events where account_id is null order by 1");
    expect(rows).toEqual([{ sequence: "1" }, { sequence: "2" }]);
    await expect(pool.query("delete from audit_events")).rejects.toThrow("append only");
  } finally {
    await pool.end();
  }
});
