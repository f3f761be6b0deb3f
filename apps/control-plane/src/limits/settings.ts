import type { Values, Variable } from "@cogrion/config";
import { schemas, withDefault } from "@cogrion/config";
import type { LimitSettings, PolicyName } from "./policies.ts";
import { defaultQuotas } from "./policies.ts";

type QuotaVariable = `RATE_LIMIT_${Uppercase<PolicyName>}`;

/** `RATE_LIMIT_READS` and so on: requests in a window of `RATE_LIMIT_WINDOW_SECONDS`. */
export const variableOf = (policy: PolicyName): QuotaVariable => `RATE_LIMIT_${policy.toUpperCase()}` as QuotaVariable;

const quota = schemas.wholeNumber(1, 10_000_000);
// Longer than the process waits for the store, so that a lease outlives the wait; shorter than
// clients wait after a 429.
const window = schemas.wholeNumber(5, 3600);
const policies = Object.keys(defaultQuotas) as PolicyName[];

const quotaVariables = Object.fromEntries(
  policies.map((policy) => [
    variableOf(policy),
    withDefault(String(defaultQuotas[policy]), quota, `Requests of the policy \`${policy}\` in a window`),
  ]),
) as Record<QuotaVariable, Variable<number>>;

export const limitVariables = {
  RATE_LIMIT_WINDOW_SECONDS: withDefault("60", window, "Length of the windows of rate limits, in seconds"),
  ...quotaVariables,
};

export const limitSettingsOf = (values: Values<typeof limitVariables>): LimitSettings => ({
  windowSeconds: values.RATE_LIMIT_WINDOW_SECONDS,
  quotas: Object.fromEntries(policies.map((policy) => [policy, values[variableOf(policy)]])) as LimitSettings["quotas"],
});
