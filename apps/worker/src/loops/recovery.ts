import type { Orchestrator } from "@cogrion/domain";
import { resendLost } from "@cogrion/services/provisioning/resend-lost";
import { retryFailed } from "@cogrion/services/provisioning/retry-failed";
import { scheduleCleanups } from "@cogrion/services/provisioning/schedule-cleanups";
import { Counter } from "@cogrion/telemetry";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const intervalSeconds = 30;
/** A run asks Temporal once for each workspace in progress. */
const deadlineSeconds = 300;

/**
 * Continues workspaces that would otherwise wait forever: lost runs, failures of Cogrion's own,
 * deletions that left something.
 */
export const createRecoveryLoops = (
  { store, logger, registry, monitor }: LoopContext,
  { orchestrator }: { orchestrator: Orchestrator },
): Loop[] => {
  const lostRuns = new Counter({
    name: "provisioning_lost_runs_total",
    help: "Workspaces whose workflow run was missing (no_run) or made no progress (stalled), and whose command was sent again",
    labelNames: ["reason"],
    registers: [registry],
  });
  for (const reason of ["no_run", "stalled"]) lostRuns.inc({ reason }, 0);
  return [
    repeat("lost-runs", {
      intervalSeconds,
      deadlineSeconds,
      monitor,
      turn: () =>
        resendLost(
          {
            store,
            orchestrator,
            onLost({ workspaceId, state, reason }) {
              lostRuns.inc({ reason });
              logger.warn(
                { workspace_id: workspaceId, state, reason },
                "a workspace's run was lost; its command is sent again",
              );
            },
          },
          new Date(),
        ),
    }),
    repeat("failed-workspaces", { intervalSeconds, monitor, turn: () => retryFailed({ store }, new Date()) }),
    repeat("cleanups", { intervalSeconds, monitor, turn: () => scheduleCleanups({ store }, new Date()) }),
  ];
};
