import { BlockedError, CogrionError, RejectedError, dependencyFailed } from "@cogrion/domain";
import { maxFailures, maxRejections } from "@cogrion/services/provisioning/run-step";
import { CertificatePendingError } from "@cogrion/services/provisioning/steps/await-certificate";
import type { Logger } from "@cogrion/telemetry";
import { ApplicationFailure, Context } from "@temporalio/activity";
import type { ProvisioningActivities } from "./contract.ts";
import { blockedFailure, supersededFailure } from "./contract.ts";

const heartbeatIntervalMilliseconds = 1500;

export type SupervisionOptions = {
  logger: Logger;
  /** How long until the next check of a pending certificate. */
  certificatePollSeconds: number;
  onFailure: (activity: string, kind: "blocked" | "superseded" | "pending" | "error") => void;
};

/**
 * Sends heartbeats while an activity works, so that a worker's death is detected soon, and gives
 * each failure the type that the workflow expects.
 */
export const supervised = (activities: ProvisioningActivities, options: SupervisionOptions): ProvisioningActivities => {
  const entries = Object.entries(activities).map(([name, run]) => [name, supervise(name, run, options)]);
  return Object.fromEntries(entries) as ProvisioningActivities;
};

type AnyActivity = (...args: never[]) => Promise<unknown>;

const supervise =
  (name: string, run: AnyActivity, options: SupervisionOptions): AnyActivity =>
  async (...args) => {
    const { info, heartbeat } = Context.current();
    const beat = setInterval(() => heartbeat(), heartbeatIntervalMilliseconds);
    const logger = options.logger.child({
      workspace_id: args[0],
      activity: name,
      step: args[1],
      attempt: info.attempt,
    });
    try {
      return await run(...args);
    } catch (error) {
      throw failureOf(name, limited(name, info.attempt, error), logger, options);
    } finally {
      clearInterval(beat);
    }
  };

/** A preflight has no row for its attempts; Temporal counts those that a worker really made. */
const limited = (name: string, attempt: number, error: unknown): unknown => {
  if (name === "runPreflight" && attempt >= maxRejections && error instanceof RejectedError)
    return new BlockedError(error.hint, { cause: error });
  const isOurs = !(error instanceof BlockedError) && !(error instanceof CogrionError);
  if (name !== "runPreflight" || attempt < maxFailures || !isOurs) return error;
  const blocked = new BlockedError(dependencyFailed("The preflight"));
  blocked.cause = error;
  return blocked;
};

const failureOf = (name: string, error: unknown, logger: Logger, options: SupervisionOptions): Error => {
  if (error instanceof BlockedError) {
    logger.warn({ err: error, hint: error.hint.code, owner: error.hint.owner }, "step is blocked");
    options.onFailure(name, "blocked");
    return ApplicationFailure.nonRetryable(error.message, blockedFailure, error.hint);
  }
  if (error instanceof CogrionError && ["workspace_state_conflict", "workspace_not_found"].includes(error.code)) {
    logger.info({ reason: error.message }, "step is superseded");
    options.onFailure(name, "superseded");
    return ApplicationFailure.nonRetryable(error.message, supersededFailure);
  }
  if (error instanceof CertificatePendingError) {
    options.onFailure(name, "pending");
    return ApplicationFailure.create({
      message: error.message,
      type: error.name,
      nextRetryDelay: `${options.certificatePollSeconds}s`,
    });
  }
  logger.warn({ err: error }, "step failed; retrying");
  options.onFailure(name, "error");
  // The cause may name internals, so it is in our log and not in the history.
  return ApplicationFailure.retryable(`${name} failed`, error instanceof Error ? error.name : "Error");
};
