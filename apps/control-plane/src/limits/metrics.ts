import type { Logger, Registry } from "@cogrion/telemetry";
import { Counter } from "@cogrion/telemetry";
import type { LeaseOutcome } from "./budgets.ts";
import type { PolicyName } from "./policies.ts";

export type LimitMetrics = {
  onLimited: (policy: PolicyName) => void;
  onLease: (outcome: LeaseOutcome) => void;
  onStoreFailure: (error: unknown) => void;
};

export const createLimitMetrics = (registry: Registry, logger: Logger): LimitMetrics => {
  const limited = new Counter({
    name: "rate_limited_requests_total",
    help: "Requests rejected with 429, by the exhausted policy",
    labelNames: ["policy"],
    registers: [registry],
  });
  const leases = new Counter({
    name: "rate_limit_leases_total",
    help: "Leases of shared rate-limit budgets, by outcome; exhausted: no requests were left; local: the replica granted it, because the database was unavailable",
    labelNames: ["outcome"],
    registers: [registry],
  });
  return {
    onLimited: (policy) => limited.inc({ policy }),
    onLease: (outcome) => leases.inc({ outcome }),
    // Once per pause, not once per request.
    onStoreFailure: (err) => logger.warn({ err }, "rate limits cannot be shared; each replica counts by itself"),
  };
};
