import type { Values, Variable } from "@cogrion/config";
import { schemas, withDefault } from "@cogrion/config";
import type { QuotaLimits, QuotaName } from "@cogrion/domain";
import { quotaNames, quotas } from "@cogrion/domain";

const amount = schemas.wholeNumber(1, 10_000_000);

type QuotaVariable = `QUOTA_${Uppercase<QuotaName>}`;

const variableOf = (name: QuotaName): QuotaVariable => `QUOTA_${name.toUpperCase()}` as QuotaVariable;

/**
 * `QUOTA_ACCOUNTS_OWNED` and so on. A region cannot change the limit that protects strangers'
 * mailboxes.
 */
const adjustable = quotaNames.filter((name) => quotas[name].per !== "mailbox");

export const quotaVariables = Object.fromEntries(
  adjustable.map((name) => {
    const { title, limit, windowSeconds } = quotas[name];
    const text = windowSeconds === undefined ? title : `${title} in 24 hours`;
    return [variableOf(name), withDefault(String(limit), amount, text)];
  }),
) as Record<QuotaVariable, Variable<number>>;

export const quotaLimitsOf = (values: Values<typeof quotaVariables>): QuotaLimits =>
  Object.fromEntries(quotaNames.map((name) => [name, values[variableOf(name)] ?? quotas[name].limit])) as QuotaLimits;
