import type { ClientContext, Hint } from "@cogrion/domain";
import { BlockedError, RejectedError, roleArnOf } from "@cogrion/domain";
import type { SdkError } from "@smithy/types";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

const deniedNames = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "AuthorizationError",
  "NotAuthorized",
]);
const quotaNames = new Set(["LimitExceeded", "LimitExceededException", "TooManyHostedZones", "LimitsExceeded"]);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

export const isNamed = (error: unknown, ...names: string[]): error is Error => names.includes(nameOf(error));
export const isDenied = (error: unknown): boolean => deniedNames.has(nameOf(error));

// How AWS rejects good credentials in a region that their account has not enabled: as if they did
// not exist.
const regionNames = new Set([
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "RegionDisabledException",
  "OptInRequired",
]);

/**
 * For a regional service, such as ACM. Only AWS's own words count: a host name that is not found may
 * be an outage of our name service.
 */
export const isOfRegion = (error: unknown): boolean => regionNames.has(nameOf(error));

/**
 * The call's result; undefined only after one of these errors, with which the other side itself says
 * that the thing does not exist. Every other failure says nothing about it, and is thrown.
 */
export const unlessAbsent = async <T>(call: () => Promise<T>, ...names: string[]): Promise<T | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  }
};

// The session is no longer accepted, or not yet accepted; another session may work.
const deadSessionNames = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidToken",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
]);
export const isDeadSession = (error: unknown): boolean => deadSessionNames.has(nameOf(error));

/**
 * A 4xx that is neither a throttle nor a clock difference: according to AWS's models, the request
 * or the account is at fault.
 */
const isRejection = (error: unknown): error is Error => {
  if (!(error instanceof Error) || !("$fault" in error)) return false;
  const known = error as SdkError;
  return error.$fault === "client" && !isThrottlingError(known) && !isTransientError(known) && !isServerError(known);
};

/**
 * What a failed call in the client's account means. Throttles, 5xx, timeouts, broken connections
 * and expired sessions stay plain errors, which are retried. A denial becomes a hint for the
 * client. Any other rejection becomes a hint with AWS's own words after a few attempts.
 */
export const toStepError = (error: unknown, call: string, whenDenied: () => BlockedError): Error => {
  if (error instanceof BlockedError) return error;
  if (isDenied(error)) {
    const blocked = whenDenied();
    blocked.cause = error;
    return blocked;
  }
  if (quotaNames.has(nameOf(error))) return quotaExceeded(error);
  // Credentials of our own that AWS does not accept are not the client's to fix.
  if (isRejection(error) && !(call === "sts:AssumeRole" && isDeadSession(error)))
    return new RejectedError(awsRejected(call, error), error);
  return error instanceof Error ? error : new Error(String(error));
};

const awsRejected = (call: string, error: Error): Hint =>
  hintOf({
    code: "aws_rejected",
    summary: `AWS rejects ${call} in this account: ${error.name}: ${error.message}`,
    action:
      "In the AWS account, fix what AWS names, then retry. If it names nothing that you can change, contact Cogrion.",
  });

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

const quotaExceeded = (cause: unknown): BlockedError => {
  const error = blocked({
    code: "quota_exceeded",
    summary: `A quota of this AWS account is used up: ${cause instanceof Error ? cause.message : "a quota is used up"}`,
    action: "Request a higher quota from AWS (Service Quotas), or delete what is not needed, then retry.",
  });
  error.cause = cause;
  return error;
};
