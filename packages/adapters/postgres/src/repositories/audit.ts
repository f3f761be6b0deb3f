import { randomUUIDv7 } from "node:crypto";
import type { AuditEvent, AuditFilter, ChainedAuditEvent, Store } from "@cogrion/domain";
import { canonicalJson } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { z } from "zod";
import { decodeCursor, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";

const cursorSchema = z.tuple([z.int().min(1)]).transform(([sequence]) => sequence);

/**
 * `pending` collects the events of a transaction; its owner writes them with appendAudit before the
 * commit.
 */
export const auditRepository = (db: Kysely<Database>, pending?: AuditEvent[]): Store["audit"] => ({
  async append(event) {
    if (pending === undefined) await appendAudit(db, [event]);
    else pending.push(event);
  },

  async list(accountId, filter, { limit, cursor }) {
    const before = decodeCursor(cursor, cursorSchema);
    const rows = await matching(db, accountId, filter)
      .$if(before !== undefined, (query) => query.where("sequence", "<", String(before)))
      .orderBy("sequence", "desc")
      .limit(limit + 1)
      .execute();
    return pageOf(rows.map(auditEventOf), limit, ({ sequence }) => [sequence]);
  },

  async listAfter(accountId, filter, { after, upTo, limit }) {
    const rows = await matching(db, accountId, filter)
      .where("sequence", ">", String(after))
      .where("sequence", "<=", String(upTo))
      .orderBy("sequence")
      .limit(limit)
      .execute();
    return rows.map(auditEventOf);
  },

  async head(accountId) {
    const row = await db.selectFrom("audit_heads").selectAll().where("chain_id", "=", accountId).executeTakeFirst();
    return row && { accountId, sequence: Number(row.sequence), hash: row.hash };
  },
});

/**
 * The table's trigger chains the rows in this order, and locks the heads of their chains until the
 * commit. Every transaction uses the same order of chains, so that no two deadlock.
 */
export const appendAudit = async (db: Kysely<Database>, events: readonly AuditEvent[]): Promise<void> => {
  if (events.length === 0) return;
  const inOrder = events.toSorted((one, other) => compare(one.accountId ?? "", other.accountId ?? ""));
  await db
    .insertInto("audit_events")
    .values(
      inOrder.map((event) => ({
        id: randomUUIDv7(),
        account_id: event.accountId ?? null,
        actor_kind: event.actor.kind,
        actor_id: event.actor.id,
        action: event.action,
        target_kind: event.target.kind,
        target_id: event.target.id,
        source_ip: event.sourceIp ?? null,
        outcome: event.outcome,
        request_id: event.requestId ?? null,
        details: event.details === undefined ? null : canonicalJson(event.details),
      })),
    )
    .execute();
};

const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

const matching = (db: Kysely<Database>, accountId: string, filter: AuditFilter) => {
  const { actorId, action, targetKind, targetId, outcome, from, to } = filter;
  return db
    .selectFrom("audit_events")
    .selectAll()
    .where("account_id", "=", accountId)
    .$if(actorId !== undefined, (query) => query.where("actor_id", "=", String(actorId)))
    .$if(action !== undefined, (query) => query.where("action", "=", String(action)))
    .$if(targetKind !== undefined, (query) => query.where("target_kind", "=", String(targetKind)))
    .$if(targetId !== undefined, (query) => query.where("target_id", "=", String(targetId)))
    .$if(outcome !== undefined, (query) => query.where("outcome", "=", outcome as AuditEvent["outcome"]))
    .$if(from !== undefined, (query) => query.where("at", ">=", from as Date))
    .$if(to !== undefined, (query) => query.where("at", "<", to as Date));
};

export const auditEventOf = (row: Selectable<Database["audit_events"]>): ChainedAuditEvent => ({
  id: row.id,
  sequence: Number(row.sequence),
  at: row.at,
  accountId: row.account_id ?? undefined,
  actor: { kind: row.actor_kind, id: row.actor_id },
  action: row.action,
  target: { kind: row.target_kind, id: row.target_id },
  sourceIp: row.source_ip ?? undefined,
  outcome: row.outcome,
  requestId: row.request_id ?? undefined,
  details: row.details ?? undefined,
  previousHash: row.previous_hash,
  hash: row.hash,
});
