import type { BudgetState } from "./budgets.ts";

const policyOf = ({ budget }: BudgetState): string => budget.key.slice(0, budget.key.indexOf(":"));

/**
 * `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-11, structured fields
 * (RFC 9651). They do not reveal a budget's subject.
 */
export const rateLimitHeadersOf = (states: readonly BudgetState[]): Record<string, string> => ({
  ratelimit: states.map((state) => `"${policyOf(state)}";r=${state.remaining};t=${state.resetSeconds}`).join(", "),
  "ratelimit-policy": states
    .map((state) => `"${policyOf(state)}";q=${state.budget.quota};w=${state.budget.windowSeconds}`)
    .join(", "),
});
