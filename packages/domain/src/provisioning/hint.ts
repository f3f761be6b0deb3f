/**
 * Why a workspace cannot continue, and who can fix it. docs/errors.md has a section for each code.
 */
export const hintCodes = [
  "role_not_assumable",
  "role_assumable_without_external_id",
  "role_in_wrong_account",
  "aws_region_not_enabled",
  "aws_account_in_use",
  "permission_missing",
  "permission_denied",
  "aws_rejected",
  "quota_exceeded",
  "zone_conflict",
  "delegation_not_visible",
  "delegation_withdrawn",
  "certificate_failed",
  "certificate_timed_out",
  "dependency_failed",
] as const;
export type HintCode = (typeof hintCodes)[number];

export type Hint = {
  code: HintCode;
  /**
   * `client`: the state is `blocked`; `cogrion`: the state is `failed`, and operators are alerted.
   */
  owner: "client" | "cogrion";
  /** What happened, to which resource. */
  summary: string;
  /** What to do next, in the imperative. */
  action: string;
  /**
   * For `permission_missing`: the IAM actions, and the policy statement that grants them, as JSON
   * text.
   */
  permissions: string[] | undefined;
  policyStatement: string | undefined;
};

type HintText = Pick<Hint, "code" | "summary" | "action">;

/** A hint without permissions. */
export const clientHint = (text: HintText): Hint => ({
  ...text,
  owner: "client",
  permissions: undefined,
  policyStatement: undefined,
});

export const cogrionHint = (text: HintText): Hint => ({ ...clientHint(text), owner: "cogrion" });

/** `reason` is ACM's own; undefined if ACM was still validating at the timeout. */
export const certificateTimedOut = (reason: string | undefined): Hint =>
  clientHint({
    code: "certificate_timed_out",
    summary: `ACM did not validate the certificate in time${reason === undefined ? "" : `: ${reason}`}.`,
    action:
      "Check that the validation record and the hosted zone are still in the account and that no CAA record forbids Amazon, then retry.",
  });

/** `what` starts the sentence: a step's title in quotes, or "The preflight". */
export const dependencyFailed = (what: string): Hint =>
  cogrionHint({
    code: "dependency_failed",
    summary: `${what} did not succeed after many attempts, because of a fault at Cogrion or AWS.`,
    action:
      "You need to do nothing: Cogrion retries automatically, and its operators have been alerted. You can also retry now.",
  });
