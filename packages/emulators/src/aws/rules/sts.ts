import type { AwsAnswer } from "../answers.ts";
import { deniedResponse, errorResponse, escapeXml, xmlResponse } from "../answers.ts";
import type { AwsCall } from "../call.ts";
import type { AwsCaller, createCredentials } from "../credentials.ts";
import { arnOfCaller } from "../credentials.ts";
import { contextOf } from "../iam/condition.ts";
import { evaluate, trusts } from "../iam/evaluate.ts";
import { policiesOf, roleOf } from "../iam/policies.ts";
import type { Moto } from "../moto.ts";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
const metadata = "<ResponseMetadata><RequestId>emulator</RequestId></ResponseMetadata>";

type StsDeps = { moto: Moto; credentials: ReturnType<typeof createCredentials> };

/** STS calls are handled only here, because moto would let anybody assume any role. */
export const handleSts = async (call: AwsCall, caller: AwsCaller, deps: StsDeps): Promise<AwsAnswer> => {
  if (call.action === "GetCallerIdentity") {
    return xmlResponse(
      `<GetCallerIdentityResponse xmlns="${namespace}"><GetCallerIdentityResult><Arn>${escapeXml(arnOfCaller(caller))}</Arn>` +
        `<UserId>${caller.accountId}</UserId><Account>${caller.accountId}</Account></GetCallerIdentityResult>${metadata}</GetCallerIdentityResponse>`,
    );
  }
  if (call.action === "AssumeRole") return assumeRole(call, caller, deps);
  return errorResponse("sts", "InvalidAction", `Could not find operation ${call.action} for version 2011-06-15`, 400);
};

// API reference of AssumeRole, request parameters.
const roleArnPattern = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;
const sessionNamePattern = /^[\w+=,.@-]{2,64}$/;
const externalIdPattern = /^[\w+=,.@:/-]{2,1224}$/;
const shortestSessionSeconds = 900;

const invalid = (what: string): AwsAnswer =>
  errorResponse("sts", "ValidationError", `1 validation error detected: ${what} failed to satisfy constraint`, 400);

const assumeRole = async (call: AwsCall, caller: AwsCaller, deps: StsDeps): Promise<AwsAnswer> => {
  const { moto, credentials } = deps;
  const roleArn = call.form.get("RoleArn") ?? "";
  const sessionName = call.form.get("RoleSessionName") ?? "";
  const externalId = call.form.get("ExternalId") ?? undefined;
  const seconds = Number(call.form.get("DurationSeconds") ?? "3600");
  const [, accountId, roleName] = roleArnPattern.exec(roleArn) ?? [];
  if (accountId === undefined || roleName === undefined) return invalid("Value at 'roleArn'");
  if (!sessionNamePattern.test(sessionName)) return invalid("Value at 'roleSessionName'");
  if (externalId !== undefined && !externalIdPattern.test(externalId)) return invalid("Value at 'externalId'");
  if (!Number.isInteger(seconds) || seconds < shortestSessionSeconds) return invalid("Value at 'durationSeconds'");

  const role = await roleOf(moto, accountId, roleName);
  const arn = arnOfCaller(caller);
  const context = contextOf({ "sts:ExternalId": externalId });
  const trusted = {
    arn,
    accountId: caller.accountId,
    ...(caller.roleName === undefined ? {} : { roleArn: `arn:aws:iam::${caller.accountId}:role/${caller.roleName}` }),
  };
  // AWS does not distinguish a missing role from one that does not trust the caller.
  const isTrusted = role?.arn === roleArn && trusts(role.trustPolicy, trusted, context);
  if (!isTrusted || !(await mayAssume(moto, caller, roleArn))) {
    return deniedResponse("sts", `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
  }
  if (seconds > role.maxSessionSeconds) {
    const message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    return errorResponse("sts", "ValidationError", message, 400);
  }
  const issued = credentials.issue({ accountId, roleName, sessionName }, seconds);
  return xmlResponse(
    `<AssumeRoleResponse xmlns="${namespace}"><AssumeRoleResult><AssumedRoleUser>` +
      `<Arn>${escapeXml(arnOfCaller({ accountId, roleName, sessionName, expiresAt: 0 }))}</Arn>` +
      `<AssumedRoleId>AROAEMULATOR:${escapeXml(sessionName)}</AssumedRoleId></AssumedRoleUser><Credentials>` +
      `<AccessKeyId>${issued.accessKeyId}</AccessKeyId><SecretAccessKey>${issued.secretAccessKey}</SecretAccessKey>` +
      `<SessionToken>${issued.sessionToken}</SessionToken><Expiration>${new Date(issued.expiresAt).toISOString()}</Expiration>` +
      `</Credentials></AssumeRoleResult>${metadata}</AssumeRoleResponse>`,
  );
};

/**
 * A role that assumes another one needs its own account's permission in addition to the other's
 * trust. The root of an account may do everything.
 */
const mayAssume = async (moto: Moto, caller: AwsCaller, roleArn: string): Promise<boolean> => {
  if (caller.roleName === undefined) return true;
  const policies = await policiesOf(moto, caller.accountId, caller.roleName);
  return evaluate(policies, { action: "sts:AssumeRole", resource: roleArn, context: contextOf({}) }) === "allowed";
};
