import { unwatchFile, watchFile } from "node:fs";
import type { Logger } from "@cogrion/telemetry";
import { createLogger } from "@cogrion/telemetry";
import type { Config } from "./config.ts";
import { createListener } from "./http/listener.ts";
import { createConfigCache } from "./link/config-cache.ts";
import { createControlPlane } from "./link/control-plane.ts";
import { startLink } from "./link/link.ts";
import { openClientKeys } from "./sign-in/client-keys.ts";

export type BffProcess = {
  logger: Logger;
  /** Resolves when the listener accepts requests. */
  start(): Promise<{ url: string }>;
  /**
   * Finishes the requests in flight and ends the link to the control plane; also works after a
   * failed start.
   */
  stop(): Promise<void>;
};

const tokenFilePollSeconds = 2;

export const createBff = (config: Config): BffProcess => {
  const { workspaceId, place } = config;
  const logger = createLogger({ service: "bff", ...place, level: config.logLevel }).child({
    workspace_id: workspaceId,
  });
  // Stop functions in the order of starting; they run in reverse.
  const started: (() => Promise<unknown>)[] = [];
  let isStopping = false;

  return {
    logger,

    async start() {
      const cache = createConfigCache(config.cacheFile, workspaceId, (reason) =>
        logger.warn({ reason }, "the cached configuration cannot be used"),
      );
      const { publicKeys } = await openClientKeys(config.clientKeysFile, new Date());
      const link = await startLink({
        workspaceId,
        cache,
        logger,
        controlPlane: createControlPlane({ ...config, baseUrl: config.controlPlaneUrl, publicKeys }),
        longestIntervalSeconds: config.heartbeatIntervalSeconds,
      });
      started.push(() => link.stop());
      // Polls, because a mounted secret is replaced by moving symlinks, which file watchers do not
      // see.
      const wake = (): void => link.wake();
      watchFile(config.tokenFile, { interval: tokenFilePollSeconds * 1000 }, wake);
      started.push(async () => unwatchFile(config.tokenFile, wake));
      const listener = createListener({
        workspaceId,
        state: () => link.state(),
        isStopping: () => isStopping,
        limits: config.connections,
      });
      started.push(() => listener.close());
      const url = await listener.listen({ host: config.bindAddress, port: config.port });
      logger.info({ url }, "started");
      return { url };
    },

    async stop() {
      isStopping = true;
      for (const close of started.splice(0).toReversed()) await close();
    },
  };
};
