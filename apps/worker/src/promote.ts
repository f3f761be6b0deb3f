import { setTimeout as sleep } from "node:timers/promises";
import { startProcess } from "@cogrion/process/start";
import { createLogger } from "@cogrion/telemetry";
import { promoteVersion } from "@cogrion/temporal";
import { readPromotionConfig } from "./promotion/config.ts";

const pauseMilliseconds = 2000;

/**
 * Lets a version of the worker take new workflows, then exits: a Job of the chart, after the
 * version's pods are there. It retries until the version polls, for as long as the Job may.
 */
await startProcess(async () => {
  const { place, temporal, version, logLevel: level, secrets } = readPromotionConfig();
  const logger = createLogger({ service: "promotion", ...place, level, secrets });
  for (;;) {
    try {
      const versions = await promoteVersion(temporal, version);
      logger.info({ version, versions }, "the version takes new workflows");
      return;
    } catch (err) {
      logger.warn({ err, version }, "the version cannot take workflows yet; retrying");
      await sleep(pauseMilliseconds);
    }
  }
});
