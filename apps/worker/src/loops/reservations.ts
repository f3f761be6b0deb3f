import type { Tenants } from "@cogrion/domain";
import { releaseReservations } from "@cogrion/services/workspaces/release-reservations";
import { exposeAge } from "./age-gauge.ts";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const intervalSeconds = 1;

/** Frees workspace ids under which nothing was created. */
export const createReservationLoop = (
  { store, logger, registry, monitor }: LoopContext,
  { tenants }: { tenants: Tenants },
): Loop => {
  exposeAge(registry, {
    name: "reservations_oldest_due_age_seconds",
    help: "Age of the oldest workspace id that is due to be released and is not released yet; 0: none",
    oldestAt: () => store.reservations.oldestDueAt(),
  });
  return repeat("reservations", {
    intervalSeconds,
    monitor,
    turn: () =>
      releaseReservations({
        store,
        tenants,
        onFailed: ({ workspaceId, attempts, error: err }) =>
          logger.warn({ err, workspace_id: workspaceId, attempts }, "a workspace id was not released"),
      }),
  });
};
