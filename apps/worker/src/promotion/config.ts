import type { Environment } from "@cogrion/config";
import { readEnvironment } from "@cogrion/config";
import type { Place } from "@cogrion/domain";
import type { LogLevel } from "@cogrion/telemetry";
import type { TemporalConfig } from "@cogrion/temporal";
import { temporalConfigOf } from "@cogrion/temporal";
import { promotionVariables } from "./variables.ts";

export type PromotionConfig = {
  place: Place;
  temporal: TemporalConfig;
  version: string;
  logLevel: LogLevel;
  /** Values that no log line may contain. */
  secrets: string[];
};

/** @throws ConfigError */
export const readPromotionConfig = (env: Environment = process.env): PromotionConfig => {
  const { values, secrets } = readEnvironment(promotionVariables, env);
  return {
    place: { environment: values.ENVIRONMENT, region: values.REGION },
    temporal: temporalConfigOf(values),
    version: values.WORKER_VERSION,
    logLevel: values.LOG_LEVEL,
    secrets,
  };
};
