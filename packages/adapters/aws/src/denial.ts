import type { EvaluationResult } from "@aws-sdk/client-iam";

/** Why AWS denies an action, as far as AWS says. `missing`: nothing allows it. */
export type DenialReason = "missing" | "explicit_deny" | "permissions_boundary" | "service_control_policy";
export type Denial = { action: string; reason: DenialReason };

/**
 * From the text of an access-denied error (IAM User Guide, "Access denied error message examples"):
 * "with an explicit deny in a service control policy", "because no permissions boundary allows the
 * … action".
 */
export const denialOf = (action: string, message: string): Denial => ({ action, reason: reasonOf(message) });

const reasonOf = (message: string): DenialReason => {
  if (/(?:service|resource) control policy/i.test(message)) return "service_control_policy";
  if (/permissions boundary/i.test(message)) return "permissions_boundary";
  return /explicit deny/i.test(message) ? "explicit_deny" : "missing";
};

/** The denial in one result of SimulatePrincipalPolicy; undefined if the action is allowed. */
export const denialOfResult = (result: EvaluationResult): Denial | undefined => {
  const { EvalActionName: action, EvalDecision: decision } = result;
  if (action === undefined || decision === "allowed") return undefined;
  if (result.OrganizationsDecisionDetail?.AllowedByOrganizations === false)
    return { action, reason: "service_control_policy" };
  if (result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false)
    return { action, reason: "permissions_boundary" };
  return { action, reason: decision === "explicitDeny" ? "explicit_deny" : "missing" };
};
