import type { JsonObject } from "./canonical-json.ts";

export const auditActorKinds = ["principal", "workspace", "region", "system"] as const;
export const auditOutcomes = ["succeeded", "refused"] as const;

/** Where a request came from; part of its audit row. */
export type RequestOrigin = {
  /** The caller's address, as far as our own proxies vouch for it. */
  sourceIp: string | undefined;
  requestId: string | undefined;
};

/** Who did what, to which thing, from where. Written in the transaction of the change, and never changed afterwards. */
export type AuditEvent = RequestOrigin & {
  /** Undefined where no account is concerned, as for a principal that is made, or a sign-in that is refused. */
  accountId: string | undefined;
  actor: { kind: (typeof auditActorKinds)[number]; id: string };
  /** Object then verb, in the past: `workspace.created`. A refusal names the permission that was wanting. */
  action: string;
  target: { kind: string; id: string };
  outcome: (typeof auditOutcomes)[number];
  /** What changed: `{before, after}` where something was there before. At most 16 KiB of JSON, and never a secret. */
  details?: JsonObject | undefined;
};

/** An event in its place in the chain of its account. */
export type ChainedAuditEvent = AuditEvent & {
  id: string;
  /** From 1, without gaps. */
  sequence: number;
  at: Date;
  /** Of the event before; auditGenesisHash for the first one. */
  previousHash: string;
  hash: string;
};

/**
 * The newest event of a chain: an anchor stores it elsewhere, so that a rewritten chain can be
 * distinguished from the true one.
 */
export type AuditHead = { accountId: string | undefined; sequence: number; hash: string };

/** Each narrows the list; together they all have to hold. */
export type AuditFilter = {
  actorId?: string | undefined;
  action?: string | undefined;
  targetKind?: string | undefined;
  targetId?: string | undefined;
  outcome?: AuditEvent["outcome"] | undefined;
  /** At this time or later. */
  from?: Date | undefined;
  /** Before this time. */
  to?: Date | undefined;
};
