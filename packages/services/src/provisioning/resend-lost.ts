import type { CommandKind, Orchestrator, Store, WorkspaceId, WorkspaceState } from "@cogrion/domain";
import { statesWithRun } from "@cogrion/domain";

const batchSize = 100;
/** Longer than a command takes from the outbox to a run. */
const settlingSeconds = 60;
/**
 * An open run without progress for this long gets its command again, which is harmless if the run
 * is healthy.
 */
const stalledSeconds = 1800;

export type LostRun = { workspaceId: WorkspaceId; state: WorkspaceState; reason: "no_run" | "stalled" };

const commandFor = (state: WorkspaceState): CommandKind => (state === "deleting" ? "delete" : "provision");

/**
 * Finds workspaces whose state needs an open run of the workflow but that have none, for example
 * after a termination or a loss of Temporal's data, and sends their command again. Returns how
 * many. Safe to run several times at once.
 */
export const resendLost = async (
  { store, orchestrator, onLost }: { store: Store; orchestrator: Orchestrator; onLost: (lost: LostRun) => void },
  now: Date,
): Promise<number> => {
  const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
  let total = 0;
  let after = "";
  for (;;) {
    const filter = { states: statesWithRun, unchangedSince: before(settlingSeconds), after };
    const candidates = await store.workspaces.listUnsettled(filter, batchSize);
    for (const { id, state, lastSignOfLifeAt } of candidates) {
      after = id;
      const isStalled = lastSignOfLifeAt <= before(stalledSeconds);
      const isRunning = await orchestrator.isRunning(id);
      if (isRunning && !isStalled) continue;
      if (!(await resend(store, id, state))) continue;
      total += 1;
      onLost({ workspaceId: id, state, reason: isRunning ? "stalled" : "no_run" });
    }
    if (candidates.length < batchSize) return total;
  }
};

/** False if the state changed meanwhile, or another worker was faster. */
const resend = (store: Store, id: WorkspaceId, state: WorkspaceState): Promise<boolean> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace?.state !== state) return false;
    const filter = { states: [state], unchangedSince: workspace.updatedAt, after: "" };
    if (!(await tx.workspaces.listUnsettled(filter, batchSize)).some((each) => each.id === id)) return false;
    await tx.commands.enqueue(id, commandFor(state));
    return true;
  });
