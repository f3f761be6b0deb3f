import type { ServiceClients, Store } from "@cogrion/domain";
import { syncServicePrincipals } from "@cogrion/services/service-principals/sync";
import type { Logger, Registry } from "@cogrion/telemetry";
import { Gauge } from "@cogrion/telemetry";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

export type ServicePrincipalLoopOptions = {
  store: Store;
  clients: ServiceClients;
  logger: Logger;
  registry: Registry;
};

const intervalSeconds = 1;

/** Keeps the realm's clients of service principals as the database says. */
export const createServicePrincipalLoop = (options: ServicePrincipalLoopOptions): Loop => {
  const { store, clients, logger, registry } = options;
  const unsynced = new Gauge({
    name: "service_principals_unsynced",
    help: "Service principals whose present state or keys the realm was not told yet",
    registers: [registry],
    async collect() {
      unsynced.set(await store.servicePrincipals.countUnsynced().catch(() => 0));
    },
  });
  const onFailed = (failure: { servicePrincipalId: string; attempts: number; error: unknown }): void =>
    logger.warn(
      { err: failure.error, service_principal_id: failure.servicePrincipalId, attempts: failure.attempts },
      "the realm was not told of a service principal",
    );
  const turn = () => syncServicePrincipals({ store, clients, onFailed });
  return repeat("service-principals", { intervalSeconds, logger, turn });
};
