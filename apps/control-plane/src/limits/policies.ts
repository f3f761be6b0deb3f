import type { LimitClass } from "@cogrion/contract";

/**
 * `token` applies to each access token in addition to its class; `token_failures` to an address
 * whose tokens were rejected.
 */
export type PolicyName = LimitClass | "token" | "token_failures";

export type LimitSettings = { windowSeconds: number; quotas: Record<PolicyName, number> };

/**
 * Per minute. A person who clicks makes a hundred reads, a script that follows many workspaces a
 * thousand; each creation causes work in somebody's AWS account. A BFF sends a heartbeat every half
 * minute and gets its configuration now and then. A wrong token is sent once or twice by accident,
 * and hundreds of times by a person who guesses.
 */
export const defaultQuotas: Record<PolicyName, number> = {
  reads: 1200,
  writes: 240,
  creations: 60,
  exports: 10,
  token: 900,
  workspace: 120,
  anonymous: 300,
  token_failures: 60,
};

/** The subject of the error's sentence, for each policy. */
export const policySubjects: Record<PolicyName, string> = {
  reads: "You read",
  writes: "You change things",
  creations: "You create things",
  exports: "You export",
  token: "This token is used",
  workspace: "The tokens of this workspace are used",
  anonymous: "Your address asks without a token",
  token_failures: "Your address sends tokens that are refused",
};
