/** Why a workspace cannot continue, and who can fix it. docs/errors.md has a section for each code. */
export const hintCodes = [
  "role_not_assumable",
  "role_assumable_without_external_id",
  "role_in_wrong_account",
  "aws_region_not_enabled",
  "permission_missing",
  "quota_exceeded",
  "zone_conflict",
  "delegation_not_visible",
  "certificate_failed",
  "certificate_timed_out",
  "dependency_failed",
] as const;
export type HintCode = (typeof hintCodes)[number];

export type Hint = {
  code: HintCode;
  /** `client`: state is `blocked`; `cogrion`: state is `failed`, and operators are told. */
  owner: "client" | "cogrion";
  /** What happened, to which thing. */
  summary: string;
  /** What to do next, in the imperative. */
  action: string;
  /** For `permission_missing`: the IAM actions, and the policy statement that grants them, as JSON text. */
  permissions: string[] | undefined;
  policyStatement: string | undefined;
};
