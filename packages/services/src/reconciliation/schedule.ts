import type { Store } from "@cogrion/domain";

/** The minimum per run, however few workspaces there are. */
const leastPerTurn = 10;
/** After an outage everything is due: so many times the usual pace, and not all at once. */
const catchUpFactor = 2;

/**
 * Sends `reconcile` to the workflows of the workspaces that are due; returns how many. Of those
 * that became due together, a part waits for the next turn, `turnSeconds` later. Safe to run
 * several times at once.
 */
export const scheduleReconciliations = async (
  { store, intervalSeconds, turnSeconds }: { store: Store; intervalSeconds: number; turnSeconds: number },
  now: Date,
): Promise<number> => {
  const usualPerTurn = ((await store.reconciliations.count()) * turnSeconds) / intervalSeconds;
  const limit = Math.max(leastPerTurn, Math.ceil(catchUpFactor * usualPerTurn));
  return store.transaction(async (tx) => {
    const ids = await tx.reconciliations.claimDue(limit, now, intervalSeconds);
    for (const id of ids) await tx.commands.enqueue(id, "reconcile");
    return ids.length;
  });
};
