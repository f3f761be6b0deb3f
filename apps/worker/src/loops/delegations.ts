import type { AuthoritativeDns } from "@cogrion/domain";
import { delegatedZoneStates } from "@cogrion/domain";
import { lookAtDelegations } from "@cogrion/services/reconciliation/look-at-delegations";
import { Counter } from "@cogrion/telemetry";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const longestPauseSeconds = 10;
/**
 * A server that does not respond costs some seconds, and several may be queried one after the
 * other.
 */
const deadlineSeconds = 300;

/** Queries the name servers of every delegation, every few minutes, for its zone. */
export const createDelegationsLoop = (
  { store, registry, monitor }: LoopContext,
  { authoritativeDns, intervalSeconds }: { authoritativeDns: AuthoritativeDns; intervalSeconds: number },
): Loop => {
  const looks = new Counter({
    name: "delegation_looks_total",
    help: "Delegations whose name servers were asked for the zone, by result: served, denied (by all of them), unclear",
    labelNames: ["result"],
    registers: [registry],
  });
  for (const result of delegatedZoneStates) looks.inc({ result }, 0);
  return repeat("delegations", {
    intervalSeconds: Math.min(longestPauseSeconds, intervalSeconds),
    deadlineSeconds,
    monitor,
    turn: () =>
      lookAtDelegations(
        { store, authoritativeDns, intervalSeconds, onLook: (result) => looks.inc({ result }) },
        new Date(),
      ),
  });
};
