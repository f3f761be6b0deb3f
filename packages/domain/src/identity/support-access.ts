import { CogrionError } from "../errors/error.ts";

export const supportRoles = ["operator", "viewer"] as const;
/** What Cogrion's staff may be given in a customer's account: never what manages people, money or other access. */
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

/** `lapse` and `expire` are the clock's, the others people's. */
export const supportAccessTransitions = ["approve", "refuse", "withdraw", "lapse", "expire", "end"] as const;
export type SupportAccessTransition = (typeof supportAccessTransitions)[number];

/** A request that no owner has answered by then is over. */
export const supportAccessAnswerSeconds = 24 * 3600;
export const supportAccessDurationSeconds = { min: 300, max: 8 * 3600 } as const;

/** A request of Cogrion's staff for a role in one account, and what became of it. */
export type SupportAccess = {
  /** UUID v7. */
  id: string;
  accountId: string;
  staff: { uid: string; email: string };
  role: SupportRole;
  /** Why; the customer reads it. */
  reason: string;
  /** Counted from the approval. */
  durationSeconds: number;
  state: SupportAccessState;
  requestedAt: Date;
  /** Of the approval, the refusal or the withdrawal; undefined until then, and where nobody answered. */
  decided: { at: Date; by: string } | undefined;
  /** Set by the approval. */
  expiresAt: Date | undefined;
  /** Somebody ended it before its time was over. */
  ended: { at: Date; by: string } | undefined;
};

type TransitionTable = Record<SupportAccessState, Record<SupportAccessTransition, SupportAccessState | undefined>>;

const refuseAll = Object.fromEntries(supportAccessTransitions.map((each) => [each, undefined])) as Record<
  SupportAccessTransition,
  undefined
>;

/** Total: each state answers each transition, with undefined where it is refused. A repeated transition changes nothing. */
export const supportAccessTable: TransitionTable = {
  requested: { ...refuseAll, approve: "approved", refuse: "refused", withdraw: "withdrawn", lapse: "lapsed" },
  approved: { ...refuseAll, approve: "approved", expire: "expired", end: "ended" },
  refused: { ...refuseAll, refuse: "refused" },
  withdrawn: { ...refuseAll, withdraw: "withdrawn" },
  lapsed: { ...refuseAll, lapse: "lapsed" },
  expired: { ...refuseAll, expire: "expired" },
  ended: { ...refuseAll, end: "ended" },
};

/** @throws CogrionError `support_access_state_conflict` when the table refuses. */
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

/** The access as it stands at a time. No job writes that a time is over: the reader compares it with the clock. */
export const supportAccessAt = (access: SupportAccess, now: Date): SupportAccess => {
  const isUnanswered = access.state === "requested" && now >= answerBy(access);
  if (isUnanswered) return { ...access, state: nextSupportAccessState(access.state, "lapse") };
  const isOver = access.state === "approved" && access.expiresAt !== undefined && now >= access.expiresAt;
  return isOver ? { ...access, state: nextSupportAccessState(access.state, "expire") } : access;
};

/** Moves the access by somebody's decision, at a time. @throws CogrionError `support_access_state_conflict` */
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
