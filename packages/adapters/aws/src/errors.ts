import type { ClientContext, Hint } from "@cogrion/domain";
import { BlockedError, roleArnOf } from "@cogrion/domain";
import { statementGranting } from "@cogrion/domain/provisioning/policy";

const deniedNames = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "AuthorizationError",
  "NotAuthorized",
]);
const quotaNames = new Set(["LimitExceeded", "LimitExceededException", "TooManyHostedZones", "LimitsExceeded"]);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

export const isNamed = (error: unknown, ...names: string[]): boolean => names.includes(nameOf(error));
export const isDenied = (error: unknown): boolean => deniedNames.has(nameOf(error));

// How AWS answers good credentials in a region that their account has not enabled: as if it had never issued them.
const regionNames = new Set([
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "RegionDisabledException",
  "OptInRequired",
]);

/** Of a regional service, such as ACM. ENOTFOUND: the region has no endpoint of that service. */
export const isOfRegion = (error: unknown): boolean =>
  regionNames.has(nameOf(error)) || (error instanceof Error && "code" in error && error.code === "ENOTFOUND");

/** Throttles, 5xx, time-outs and broken connections stay plain errors, which Temporal repeats; a denial becomes what the client has to do. */
export const toStepError = (error: unknown, whenDenied: () => BlockedError): Error => {
  if (error instanceof BlockedError) return error;
  if (isDenied(error)) {
    const blocked = whenDenied();
    blocked.cause = error;
    return blocked;
  }
  if (quotaNames.has(nameOf(error))) return quotaExceeded(error);
  return error instanceof Error ? error : new Error(String(error));
};

const hintOf = (
  hint: Pick<Hint, "code" | "summary" | "action"> & Partial<Pick<Hint, "permissions" | "policyStatement">>,
): Hint => ({ owner: "client", permissions: undefined, policyStatement: undefined, ...hint });

export const blocked = (hint: Parameters<typeof hintOf>[0]): BlockedError => new BlockedError(hintOf(hint));

export const roleNotAssumable = ({ role }: Pick<ClientContext, "role">): BlockedError =>
  blocked({
    code: "role_not_assumable",
    summary: `The role ${roleArnOf(role)} cannot be assumed with this workspace's external id.`,
    action:
      "Check the account number; if it is wrong, correct the workspace's AWS account. Launch this workspace's onboarding template in that account, then retry. A new role can take a minute until AWS accepts it. If a role of that name serves something else there, leave it as it is, and correct the workspace to another role name.",
  });

export const regionNotEnabled = ({ role }: Pick<ClientContext, "role">): BlockedError =>
  blocked({
    code: "aws_region_not_enabled",
    summary: `The AWS account ${role.accountId} cannot use the AWS region ${role.region}: AWS does not accept the account's credentials there.`,
    action: `Enable ${role.region} in the account's settings at AWS (Account, AWS Regions), wait until AWS shows it as enabled, then retry. To use another AWS region instead, correct the workspace's AWS region, then retry.`,
  });

export const permissionMissing = (context: ClientContext, actions: string[]): BlockedError => {
  const statements = actions.map((action) =>
    statementGranting(action, {
      workspaceId: context.workspaceId,
      delegatedZone: context.delegatedZone,
      awsAccountId: context.role.accountId,
      roleName: context.role.roleName,
      awsRegion: context.role.region,
    }),
  );
  const distinct = [...new Set(statements.filter((each) => each !== undefined))];
  return blocked({
    code: "permission_missing",
    summary: `The role ${roleArnOf(context.role)} lacks ${actions.join(", ")}.`,
    action: "Add the policy statement to the role's permissions, then retry.",
    permissions: actions,
    policyStatement: distinct.length === 1 ? distinct[0] : `[\n${distinct.join(",\n")}\n]`,
  });
};

const quotaExceeded = (cause: unknown): BlockedError => {
  const error = blocked({
    code: "quota_exceeded",
    summary: `AWS refuses more of a thing in this account: ${cause instanceof Error ? cause.message : "a quota is used up"}`,
    action: "Ask AWS for a higher quota (Service Quotas), or remove what is not needed, then retry.",
  });
  error.cause = cause;
  return error;
};

/** Runs one call of the client's account that needs the named IAM action. */
export const needing = async <T>(context: ClientContext, action: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (action.startsWith("acm:") && isOfRegion(error)) throw regionNotEnabled(context);
    throw toStepError(error, () => permissionMissing(context, [action]));
  }
};
