import { setTimeout as sleep } from "node:timers/promises";
import { readEnvironment } from "@cogrion/config";
import { startProcess } from "@cogrion/process/start";
import { createLogger } from "@cogrion/telemetry";
import { promoteVersion, temporalConfigOf } from "@cogrion/temporal";
import { promotionVariables } from "./promotion/variables.ts";

const pauseMilliseconds = 2000;

/**
 * Lets a version of the worker take new workflows, then exits: a Job of the chart, after the version's pods
 * are there. It retries until the version polls, for as long as the Job may.
 */
await startProcess(async () => {
  const { values, secrets } = readEnvironment(promotionVariables, process.env);
  const { ENVIRONMENT: environment, REGION: region, LOG_LEVEL: level, WORKER_VERSION: version } = values;
  const logger = createLogger({ service: "promotion", environment, region, level, secrets });
  for (;;) {
    try {
      const versions = await promoteVersion(temporalConfigOf(values), version);
      logger.info({ version, versions }, "the version takes new workflows");
      return;
    } catch (err) {
      logger.warn({ err, version }, "the version cannot take workflows yet; retrying");
      await sleep(pauseMilliseconds);
    }
  }
});
