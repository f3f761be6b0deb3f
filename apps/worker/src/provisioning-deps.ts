import {
  createAuthoritativeDns,
  createCertificates,
  createClientAccount,
  createHostedZones,
  createParentZone,
  createSessions,
} from "@cogrion/aws";
import type { Store } from "@cogrion/domain";
import { createRemoteTenants } from "@cogrion/inter-region";
import { createSignInClients } from "@cogrion/keycloak";
import type { Pool } from "@cogrion/postgres";
import { createTenants } from "@cogrion/postgres";
import type { Turns } from "./budgets/turns.ts";
import type { ProvisioningDeps } from "@cogrion/services/provisioning/deps";
import type { Config } from "./config.ts";
import { createConfiguredRoutes } from "./routes.ts";

/** The adapters behind the ports of provisioning, as configured. */
export const createProvisioningDeps = (
  config: Config,
  { pool, store, turns }: { pool: Pool; store: Store; turns: Turns },
): ProvisioningDeps => {
  const { place, workspaceDomain } = config;
  const sessions = createSessions(config.aws, (service) => turns.wait(service));
  return {
    store,
    place,
    clientAccount: createClientAccount(sessions),
    hostedZones: createHostedZones(sessions),
    certificates: createCertificates(sessions),
    parentZone: createParentZone(sessions, { zoneName: workspaceDomain, zoneId: config.workspaceZoneId }),
    authoritativeDns: createAuthoritativeDns({
      parentZone: workspaceDomain,
      servers: config.dnsServers,
      delegatedServers: config.delegatedDnsServers,
    }),
    tenants:
      config.primaryUrl === undefined || config.interRegionToken === undefined
        ? createTenants(pool)
        : createRemoteTenants({
            url: config.primaryUrl,
            token: config.interRegionToken,
            turn: () => turns.wait("primary"),
          }),
    routes: createConfiguredRoutes(config, () => turns.wait("kv")),
    signInClients: createSignInClients({ ...config.keycloak, realm: place.region }),
    localBffPort: config.localBffPort,
  };
};
