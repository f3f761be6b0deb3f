import { testSecrets } from "@cogrion/testing/parts";
import type { OwnSystem } from "@cogrion/testing/system";
import { startSystem } from "@cogrion/testing/system";
import type { TestProject } from "vitest/node";
import type { DashboardStand } from "./stand.ts";

let system: OwnSystem | undefined;

/** Once for the suite: the parts' start is what takes long. */
export const setup = async ({ provide }: TestProject): Promise<void> => {
  system = await startSystem({ hasDashboard: true });
  const stand: DashboardStand = {
    origin: system.dashboardOrigin,
    apiUrl: system.apiUrl,
    issuer: system.issuer,
    keycloakUrl: system.parts.keycloak.url,
    keycloakAdmin: testSecrets.keycloakAdmin,
    awsEndpointUrl: system.parts.aws.endpointUrl,
    password: system.password,
  };
  provide("dashboard", stand);
};

export const teardown = async (): Promise<void> => {
  await system?.stop();
};
