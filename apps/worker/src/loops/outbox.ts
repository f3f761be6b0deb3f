import type { Orchestrator } from "@cogrion/domain";
import { deliverCommands } from "@cogrion/services/outbox/deliver";
import { exposeAge } from "./age-gauge.ts";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const intervalSeconds = 1;

/** Delivers commands to the workflows. */
export const createOutboxLoop = (
  { store, logger, registry, monitor }: LoopContext,
  { orchestrator }: { orchestrator: Orchestrator },
): Loop => {
  exposeAge(registry, {
    name: "outbox_oldest_command_age_seconds",
    help: "Age of the oldest undelivered command; 0: none",
    oldestAt: async () => (await store.commands.undelivered()).oldestAt,
  });
  return repeat("outbox", {
    intervalSeconds,
    monitor,
    turn: () =>
      deliverCommands({
        store,
        orchestrator,
        onFailed: ({ commandId, workspaceId, attempts, error: err }) =>
          logger.warn(
            { err, command_id: commandId, workspace_id: workspaceId, attempts },
            "a command was not delivered",
          ),
      }),
  });
};
