import { canonicalJson } from "./canonical-json.ts";
import type { JsonObject } from "./canonical-json.ts";
import type { AuditEvent, ChainedAuditEvent } from "./event.ts";

/** Takes the place of the previous hash in the first event of a chain. */
export const auditGenesisHash = "0".repeat(64);

/**
 * An event as the API returns it and an export contains it. Its hash covers exactly these fields
 * except `hash`.
 */
export type AuditRecord = {
  account_id: string | null;
  action: string;
  actor: { id: string; kind: AuditEvent["actor"]["kind"] };
  at: string;
  details: Record<string, unknown> | null;
  hash: string;
  id: string;
  outcome: AuditEvent["outcome"];
  previous_hash: string;
  request_id: string | null;
  sequence: number;
  source_ip: string | null;
  target: { id: string; kind: string };
};

export const auditRecordOf = (event: ChainedAuditEvent): AuditRecord => ({
  sequence: event.sequence,
  id: event.id,
  at: event.at.toISOString(),
  account_id: event.accountId ?? null,
  actor: { kind: event.actor.kind, id: event.actor.id },
  action: event.action,
  target: { kind: event.target.kind, id: event.target.id },
  source_ip: event.sourceIp ?? null,
  outcome: event.outcome,
  request_id: event.requestId ?? null,
  details: event.details ?? null,
  previous_hash: event.previousHash,
  hash: event.hash,
});

/**
 * The text whose SHA-256, in lower-case hex, is the event's hash: RFC 8785 over the record without
 * `hash`, in UTF-8.
 */
export const auditHashInputOf = (record: AuditRecord): string =>
  canonicalJson({ ...record, hash: undefined } as unknown as JsonObject);
