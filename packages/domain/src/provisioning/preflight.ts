import type { Hint } from "./hint.ts";

export const preflightCheckIds = [
  "role_assumable",
  "external_id_enforced",
  "account_matches",
  "region_enabled",
  "permissions",
  "quotas",
] as const;
export type PreflightCheckId = (typeof preflightCheckIds)[number];

export type PreflightCheck = {
  id: PreflightCheckId;
  status: "passed" | "failed" | "skipped";
  /** One sentence for people. */
  detail: string;
  hint: Hint | undefined;
};

export type PreflightReport = { checks: PreflightCheck[]; checkedAt: Date };

export const isPassed = (report: PreflightReport): boolean => report.checks.every((check) => check.status === "passed");
