import { CogrionError } from "../errors/error.ts";

export const supportRoles = ["operator", "viewer"] as const;
/**
 * The roles that Cogrion's staff can get in a customer's account. They never include managing
 * people, money or other access.
 */
export type SupportRole = (typeof supportRoles)[number];

export const supportAccessStates = [
  "requested",
  "approved",
  "refused",
  "withdrawn",
  "lapsed",
  "expired",
  "ended",
] as const;
export type SupportAccessState = (typeof supportAccessStates)[number];

/** The clock causes `lapse` and `expire`; people cause the others. */
export const supportAccessTransitions = ["approve", "refuse", "withdraw", "lapse", "expire", "end"] as const;
export type SupportAccessTransition = (typeof supportAccessTransitions)[number];

/** Without an owner's decision, a request lapses after this time. */
export const supportAccessAnswerSeconds = 24 * 3600;
export const supportAccessDurationSeconds = { min: 300, max: 8 * 3600 } as const;

/** A staff member's request for a role in one account, and its outcome. */
export type SupportAccess = {
  /** UUID v7. */
  id: string;
  accountId: string;
  staff: { uid: string; email: string };
  role: SupportRole;
  /** The reason; the customer reads it. */
  reason: string;
  /** Duration from the approval. */
  durationSeconds: number;
  state: SupportAccessState;
  requestedAt: Date;
  /** Time of the approval, refusal or withdrawal; undefined before that, and if nobody decided. */
  decided: { at: Date; by: string } | undefined;
  /** Set by the approval. */
  expiresAt: Date | undefined;
  /** Set if somebody ended it before it expired. */
  ended: { at: Date; by: string } | undefined;
};

type TransitionTable = Record<SupportAccessState, Record<SupportAccessTransition, SupportAccessState | undefined>>;

const refuseAll = Object.fromEntries(supportAccessTransitions.map((each) => [each, undefined])) as Record<
  SupportAccessTransition,
  undefined
>;

/**
 * Complete: each state handles each transition; undefined means that it is rejected. A repeated
 * transition changes nothing.
 */
export const supportAccessTable: TransitionTable = {
  requested: { ...refuseAll, approve: "approved", refuse: "refused", withdraw: "withdrawn", lapse: "lapsed" },
  approved: { ...refuseAll, approve: "approved", expire: "expired", end: "ended" },
  refused: { ...refuseAll, refuse: "refused" },
  withdrawn: { ...refuseAll, withdraw: "withdrawn" },
  lapsed: { ...refuseAll, lapse: "lapsed" },
  expired: { ...refuseAll, expire: "expired" },
  ended: { ...refuseAll, end: "ended" },
};

/** @throws CogrionError `support_access_state_conflict` if the table rejects the transition. */
export const nextSupportAccessState = (
  from: SupportAccessState,
  transition: SupportAccessTransition,
): SupportAccessState => {
  const to = supportAccessTable[from][transition];
  if (to !== undefined) return to;
  throw new CogrionError("support_access_state_conflict", {
    detail: `"${transition}" is not possible for a support access that is "${from}".`,
    meta: { state: from, transition },
  });
};

export const answerBy = ({ requestedAt }: Pick<SupportAccess, "requestedAt">): Date =>
  new Date(requestedAt.getTime() + supportAccessAnswerSeconds * 1000);

/**
 * The access as of a given time. No job records that it has expired; the reader compares it with
 * the clock.
 */
export const supportAccessAt = (access: SupportAccess, now: Date): SupportAccess => {
  const hasLapsed = access.state === "requested" && now >= answerBy(access);
  if (hasLapsed) return { ...access, state: nextSupportAccessState(access.state, "lapse") };
  const isOver = access.state === "approved" && access.expiresAt !== undefined && now >= access.expiresAt;
  return isOver ? { ...access, state: nextSupportAccessState(access.state, "expire") } : access;
};

/**
 * Applies somebody's decision at a given time. @throws CogrionError `support_access_state_conflict`
 */
export const decideSupportAccess = (
  access: SupportAccess,
  transition: Exclude<SupportAccessTransition, "lapse" | "expire">,
  { at, by }: { at: Date; by: string },
): SupportAccess => {
  const current = supportAccessAt(access, at);
  const state = nextSupportAccessState(current.state, transition);
  if (state === current.state) return current;
  if (transition === "end") return { ...current, state, ended: { at, by } };
  const expiresAt = transition === "approve" ? new Date(at.getTime() + access.durationSeconds * 1000) : undefined;
  return { ...current, state, decided: { at, by }, expiresAt };
};
