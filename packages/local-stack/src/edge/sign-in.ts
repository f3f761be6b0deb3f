import type { RegionId } from "@cogrion/domain";
import { globalAuthHostOf } from "@cogrion/domain";
import type { WorkerApp } from "@cogrion/emulators/cloudflare/env";

export type SignInRegion = { region: RegionId; keycloakPort: number };

/**
 * The sign-in entry of the stack; each region has an origin below it. It is a separate site, so no
 * cookie of `localhost`, where each Keycloak listens, is sent to it.
 */
export const signInOriginOf = (port: number): string => `http://${globalAuthHostOf("local")}:${port}`;

/** The sign-in proxy in workerd, in front of the Keycloak of each region. */
export const signInWorkerOf = (port: number, regions: readonly SignInRegion[]): WorkerApp => ({
  app: "auth-proxy",
  port,
  bindings: {
    ENVIRONMENT: "local",
    LOCAL_ORIGIN: signInOriginOf(port),
    REGIONS: regions.map(({ region, keycloakPort }) => `${region}=http://localhost:${keycloakPort}`).join(","),
  },
});
