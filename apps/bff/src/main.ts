import { unwatchFile, watchFile } from "node:fs";
import { ConfigError } from "@cogrion/config";
import { createLogger } from "@cogrion/telemetry";
import { stopOnSignal } from "@cogrion/process/graceful-stop";
import { readConfig } from "./config.ts";
import { createListener } from "./http/listener.ts";
import { createConfigCache } from "./link/config-cache.ts";
import { createControlPlane } from "./link/control-plane.ts";
import { startLink } from "./link/link.ts";

const tokenFilePollSeconds = 2;

const start = async (): Promise<void> => {
  const config = readConfig();
  const { workspaceId, place } = config;
  const logger = createLogger({ service: "bff", ...place, level: config.logLevel }).child({
    workspace_id: workspaceId,
  });
  const cache = createConfigCache(config.cacheFile, workspaceId, (reason) =>
    logger.warn({ reason }, "the configuration kept cannot be used"),
  );
  const link = await startLink({
    workspaceId,
    cache,
    logger,
    controlPlane: createControlPlane({ ...config, baseUrl: config.controlPlaneUrl }),
    longestIntervalSeconds: config.heartbeatIntervalSeconds,
  });
  // By polling, because a mounted secret is replaced by moving links, which watchers of a file do not see.
  watchFile(config.tokenFile, { interval: tokenFilePollSeconds * 1000 }, () => link.wake());
  let isStopping = false;
  const listener = createListener({
    workspaceId,
    state: () => link.state(),
    isStopping: () => isStopping,
    limits: config.connections,
  });
  await listener.listen({ host: config.bindAddress, port: config.port });
  logger.info({ port: config.port }, "started");

  stopOnSignal({
    logger,
    withinSeconds: 25,
    stop: async () => {
      isStopping = true;
      unwatchFile(config.tokenFile);
      await Promise.all([listener.close(), link.stop()]);
    },
  });
};

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
});
