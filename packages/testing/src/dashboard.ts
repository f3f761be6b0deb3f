import { join } from "node:path";
import { serveDashboard } from "@cogrion/local-stack/dashboard/serve";
import type { SitedRegion, SitePorts } from "@cogrion/local-stack/dashboard/site";
import { localSiteOf } from "@cogrion/local-stack/dashboard/site";
import { buildLocalDashboard } from "@cogrion/local-stack/parts/dashboard";

/** Builds the dashboard, and serves it with the headers of its hosts. */
export const startTestDashboard = async (
  folder: string,
  ports: SitePorts,
  region: SitedRegion,
): Promise<{ stop(): Promise<void> }> => {
  const built = join(folder, "dashboard");
  await buildLocalDashboard(built);
  const server = await serveDashboard({ folder: built, site: localSiteOf(ports, [region]), port: ports.dashboard });
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
