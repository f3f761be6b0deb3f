import { readDashboardEnvironment } from "./env.ts";
import { serveDashboard } from "./serve.ts";

const server = await serveDashboard(readDashboardEnvironment());

const stop = (): void => {
  server.close();
  server.closeAllConnections();
  process.exit(0);
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
