import type { JsonObject } from "./canonical-json.ts";

export const auditActorKinds = ["principal", "workspace", "region", "system"] as const;
export const auditOutcomes = ["succeeded", "refused"] as const;

/** The origin of a request; part of its audit event. */
export type RequestOrigin = {
  /** The caller's address, as far as our own proxies confirm it. */
  sourceIp: string | undefined;
  requestId: string | undefined;
};

/**
 * Who did what, to which target, from where. Written in the transaction of the change, and never
 * changed afterwards.
 */
export type AuditEvent = RequestOrigin & {
  /**
   * Undefined if no account is concerned, for example when a principal is created or a sign-in is
   * rejected.
   */
  accountId: string | undefined;
  actor: { kind: (typeof auditActorKinds)[number]; id: string };
  /**
   * Object, then verb in the past tense: `workspace.created`. A rejection names the missing
   * permission.
   */
  action: string;
  target: { kind: string; id: string };
  outcome: (typeof auditOutcomes)[number];
  /**
   * What changed, with `{before, after}` if a value was replaced. At most 16 KiB of JSON, and never
   * a secret.
   */
  details?: JsonObject | undefined;
};

/** An event with its place in its account's chain. */
export type ChainedAuditEvent = AuditEvent & {
  id: string;
  /** From 1, without gaps. */
  sequence: number;
  at: Date;
  /** The hash of the previous event; auditGenesisHash for the first one. */
  previousHash: string;
  hash: string;
};

/**
 * The newest event of a chain. An anchor is a copy stored elsewhere, which reveals a rewritten
 * chain.
 */
export type AuditHead = { accountId: string | undefined; sequence: number; hash: string };

/** Filters of the list; an event has to match all of them. */
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
