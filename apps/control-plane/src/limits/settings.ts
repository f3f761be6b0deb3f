import type { Variables } from "@cogrion/config";
import { schemas } from "@cogrion/config";
import type { LimitSettings, PolicyName } from "./policies.ts";
import { defaultQuotas } from "./policies.ts";

/** `RATE_LIMIT_READS` and so on: requests in a window of `RATE_LIMIT_WINDOW_SECONDS`. */
export const variableOf = (policy: PolicyName): string => `RATE_LIMIT_${policy.toUpperCase()}`;

const quota = schemas.wholeNumber(1, 10_000_000);
// Longer than the store is waited for, so that a lease is not over when it comes; shorter than anybody waits for a 429 to end.
const window = schemas.wholeNumber(5, 3600);

export const readLimits = ({ withDefault }: Variables): LimitSettings => ({
  windowSeconds: withDefault("RATE_LIMIT_WINDOW_SECONDS", window, 60),
  quotas: Object.fromEntries(
    Object.entries(defaultQuotas).map(([policy, value]) => [
      policy,
      withDefault(variableOf(policy as PolicyName), quota, value),
    ]),
  ) as LimitSettings["quotas"],
});
