import type { ServiceClients } from "@cogrion/domain";
import { syncServicePrincipals } from "@cogrion/services/service-principals/sync";
import { Gauge } from "@cogrion/telemetry";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const intervalSeconds = 1;

/** Updates the realm's clients of service principals from the database. */
export const createServicePrincipalLoop = (
  { store, logger, registry, monitor }: LoopContext,
  { clients }: { clients: ServiceClients },
): Loop => {
  const unsynced = new Gauge({
    name: "service_principals_unsynced",
    help: "Service principals whose latest state or keys have not been sent to the realm",
    registers: [registry],
    async collect() {
      unsynced.set(await store.servicePrincipals.countUnsynced().catch(() => Number.NaN));
    },
  });
  return repeat("service-principals", {
    intervalSeconds,
    monitor,
    turn: () =>
      syncServicePrincipals({
        store,
        clients,
        onFailed: ({ servicePrincipalId, attempts, error: err }) =>
          logger.warn(
            { err, service_principal_id: servicePrincipalId, attempts },
            "a service principal was not sent to the realm",
          ),
      }),
  });
};
