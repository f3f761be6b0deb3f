import type { QuotaLimits, QuotaName, Store } from "@cogrion/domain";
import { defaultQuotaLimits, quotaExceeded, quotas, requireRoom } from "@cogrion/domain";

/**
 * What use cases with a quota need in addition to their store; without `limits`, the table's own
 * limits apply.
 */
export type QuotaDeps = { quotaLimits?: QuotaLimits | undefined };

const limitsOf = ({ quotaLimits }: QuotaDeps): QuotaLimits => quotaLimits ?? defaultQuotaLimits;

const askQuota = async (
  store: Store,
  deps: QuotaDeps,
  name: QuotaName,
  subject: string,
  question: "take" | "check",
): Promise<void> => {
  const { windowSeconds } = quotas[name];
  if (windowSeconds === undefined) throw new Error(`the quota "${name}" is not counted over a time`);
  const limits = limitsOf(deps);
  const refusal = await store.quotaUses[question](name, subject, { limit: limits[name], windowSeconds });
  if (refusal !== undefined) throw quotaExceeded(limits, name, refusal.retryAfterSeconds);
};

/**
 * Uses a daily quota of the subject, in the transaction of the operation.
 * @throws CogrionError `rate_limited` with the seconds to wait
 */
export const takeQuota = (tx: Store, deps: QuotaDeps, name: QuotaName, subject: string): Promise<void> =>
  askQuota(tx, deps, name, subject, "take");

/**
 * Requires room in a daily quota without using it: before an external write that precedes the
 * transaction. @throws CogrionError `rate_limited` with the seconds to wait
 */
export const checkQuota = (store: Store, deps: QuotaDeps, name: QuotaName, subject: string): Promise<void> =>
  askQuota(store, deps, name, subject, "check");

/** Checks that there is room for one more. @throws CogrionError `quota_exceeded` */
export const requireQuota = (deps: QuotaDeps, name: QuotaName, used: number): void =>
  requireRoom(limitsOf(deps), name, used);
