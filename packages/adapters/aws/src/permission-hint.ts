import type { BlockedError, ClientContext } from "@cogrion/domain";
import { roleArnOf } from "@cogrion/domain";
import { statementGranting } from "@cogrion/domain/provisioning/policy";
import type { Denial, DenialReason } from "./denial.ts";
import { blocked } from "./errors.ts";

const deniedBy: Record<Exclude<DenialReason, "missing">, string> = {
  explicit_deny: "an explicit deny in a policy of the role",
  permissions_boundary: "the role's permissions boundary",
  service_control_policy: "a service control policy of the AWS organization",
};

/**
 * What keeps the role from acting. A missing permission comes with the statement that grants it; a
 * deny is reported as a deny, because no grant overrules it.
 */
export const permissionDenied = (context: ClientContext, denials: readonly Denial[]): BlockedError => {
  const actions = [...new Set(denials.map(({ action }) => action))].toSorted();
  const reasons = [...new Set(denials.map(({ reason }) => reason))].filter((each) => each !== "missing");
  if (reasons.length === 0) return permissionMissing(context, actions);
  const denied = denials.filter(({ reason }) => reason !== "missing").map(({ action }) => action);
  const causes = reasons.map((each) => deniedBy[each]).join(" and ");
  return blocked({
    code: "permission_denied",
    summary: `The role ${roleArnOf(context.role)} is denied ${[...new Set(denied)].toSorted().join(", ")} by ${causes}.`,
    action: `Change ${causes} so that it no longer denies these actions to this role, then retry. Another policy statement does not help: a deny overrules it.`,
    permissions: actions,
  });
};

const permissionMissing = (context: ClientContext, actions: string[]): BlockedError => {
  const subject = {
    workspaceId: context.workspaceId,
    delegatedZone: context.delegatedZone,
    awsAccountId: context.role.accountId,
    roleName: context.role.roleName,
    awsRegion: context.role.region,
  };
  const statements = actions.map((action) => statementGranting(action, subject));
  const distinct = [...new Set(statements.filter((each) => each !== undefined))];
  return blocked({
    code: "permission_missing",
    summary: `The role ${roleArnOf(context.role)} lacks ${actions.join(", ")}.`,
    action: "Add the policy statement to the role's permissions, then retry.",
    permissions: actions,
    policyStatement: distinct.length === 1 ? distinct[0] : `[\n${distinct.join(",\n")}\n]`,
  });
};
