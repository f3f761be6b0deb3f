import type { DestinationStream, Logger, LoggerOptions } from "pino";
import { pino, stdSerializers } from "pino";
import { censorKeys, createTextCensor, isPlain } from "./censor.ts";
import { createStandardOutput } from "./standard-output.ts";

export type { Logger } from "pino";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export type CreateLoggerOptions = {
  /** `control-plane`, `worker`. */
  service: string;
  environment: string;
  region: string;
  level: LogLevel;
  /** The process's own secrets, which are removed from every line by value. */
  secrets?: readonly string[];
  destination?: DestinationStream;
};

/**
 * JSON lines on standard output. Field names that all services share: `request_id`, `workspace_id`,
 * `account_id`, `principal_id`; bind them with `logger.child({ workspace_id })`. Errors go under
 * `err`.
 */
export const createLogger = (options: CreateLoggerOptions): Logger => {
  const censorText = createTextCensor(options.secrets ?? []);
  const config: LoggerOptions = {
    level: options.level,
    base: { service: options.service, environment: options.environment, region: options.region },
    messageKey: "message",
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) =>
        isPlain(fields)
          ? fields
          : fields.err instanceof Error
            ? { ...asRecord(censorKeys({ ...fields, err: undefined })), err: fields.err }
            : asRecord(censorKeys(fields)),
    },
    serializers: { err: (error: Error) => censorKeys(stdSerializers.errWithCause(error)) },
    hooks: { streamWrite: censorText },
  };
  return pino(config, options.destination ?? createStandardOutput());
};

const asRecord = (value: unknown): Record<string, unknown> => value as Record<string, unknown>;
