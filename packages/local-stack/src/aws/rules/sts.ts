import type { AwsAnswer } from "../answers.ts";
import { deniedAnswer, errorAnswer, escapeXml, xmlAnswer } from "../answers.ts";
import type { AwsCall } from "../call.ts";
import type { AwsCaller, createCredentials } from "../credentials.ts";
import { arnOfCaller } from "../credentials.ts";
import { contextOf } from "../iam/condition.ts";
import { trusts } from "../iam/evaluate.ts";
import { trustPolicyOf } from "../iam/policies.ts";
import type { Moto } from "../moto.ts";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
const metadata = "<ResponseMetadata><RequestId>emulator</RequestId></ResponseMetadata>";

/** STS is answered here alone: moto would let anybody assume anything. */
export const answerSts = async (
  call: AwsCall,
  caller: AwsCaller,
  { moto, credentials }: { moto: Moto; credentials: ReturnType<typeof createCredentials> },
): Promise<AwsAnswer> => {
  if (call.action === "GetCallerIdentity") {
    return xmlAnswer(
      `<GetCallerIdentityResponse xmlns="${namespace}"><GetCallerIdentityResult><Arn>${escapeXml(arnOfCaller(caller))}</Arn>` +
        `<UserId>${caller.accountId}</UserId><Account>${caller.accountId}</Account></GetCallerIdentityResult>${metadata}</GetCallerIdentityResponse>`,
    );
  }
  if (call.action !== "AssumeRole")
    return errorAnswer("sts", "InvalidAction", `There is no action ${call.action}`, 400);

  const roleArn = call.form.get("RoleArn") ?? "";
  const [, accountId, roleName] = /^arn:aws:iam::(\d{12}):role\/([\w+=,.@-]+)$/.exec(roleArn) ?? [];
  if (accountId === undefined || roleName === undefined) {
    return errorAnswer("sts", "ValidationError", `${roleArn} is invalid`, 400);
  }
  const trustPolicy = await trustPolicyOf(moto, accountId, roleName);
  const context = contextOf({ "sts:ExternalId": call.form.get("ExternalId") ?? undefined });
  const arn = arnOfCaller(caller);
  // AWS does not tell a role that is missing from one that does not trust the caller.
  if (trustPolicy === undefined || !trusts(trustPolicy, { arn, accountId: caller.accountId }, context)) {
    return deniedAnswer("sts", `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
  }
  const sessionName = call.form.get("RoleSessionName") ?? "";
  const seconds = Number(call.form.get("DurationSeconds") ?? "3600");
  const issued = credentials.issue({ accountId, roleName, sessionName }, seconds);
  return xmlAnswer(
    `<AssumeRoleResponse xmlns="${namespace}"><AssumeRoleResult><AssumedRoleUser>` +
      `<Arn>${escapeXml(arnOfCaller({ accountId, roleName, sessionName, expiresAt: 0 }))}</Arn>` +
      `<AssumedRoleId>AROAEMULATOR:${escapeXml(sessionName)}</AssumedRoleId></AssumedRoleUser><Credentials>` +
      `<AccessKeyId>${issued.accessKeyId}</AccessKeyId><SecretAccessKey>${issued.secretAccessKey}</SecretAccessKey>` +
      `<SessionToken>${issued.sessionToken}</SessionToken><Expiration>${new Date(issued.expiresAt).toISOString()}</Expiration>` +
      `</Credentials></AssumeRoleResult>${metadata}</AssumeRoleResponse>`,
  );
};
