import type { ServiceClients, Store } from "@cogrion/domain";
import { syncServicePrincipals } from "@cogrion/services";
import type { Logger } from "@cogrion/telemetry";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const intervalSeconds = 1;

/** Keeps the realm's clients of service principals as the database says. */
export const startServicePrincipalLoop = (options: { store: Store; clients: ServiceClients; logger: Logger }): Loop => {
  const { store, clients, logger } = options;
  const turn = () =>
    syncServicePrincipals({
      store,
      clients,
      onFailed: ({ servicePrincipalId, attempts, error }) =>
        logger.warn(
          { err: error, service_principal_id: servicePrincipalId, attempts },
          "the realm was not told of a service principal",
        ),
    });
  return repeat("service-principals", { intervalSeconds, logger, turn });
};
