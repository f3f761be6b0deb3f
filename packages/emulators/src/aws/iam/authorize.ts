import { ListTagsForCertificateCommand } from "@aws-sdk/client-acm";
import type { AwsAnswer } from "../answers.ts";
import { deniedResponse } from "../answers.ts";
import type { AwsCall } from "../call.ts";
import { changesOf, normalizedRecordName } from "../call.ts";
import type { AwsCaller } from "../credentials.ts";
import { arnOfCaller } from "../credentials.ts";
import type { Moto } from "../moto.ts";
import type { RequestContext } from "./condition.ts";
import { contextOf } from "./condition.ts";
import { evaluate } from "./evaluate.ts";
import { policiesOf } from "./policies.ts";

type Tag = { Key?: string; Value?: string };
const tagsOf = (value: unknown): Tag[] => (Array.isArray(value) ? (value as Tag[]) : []);
const tagEntries = (kind: "RequestTag" | "ResourceTag", tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [`aws:${kind}/${Key ?? ""}`, Value ?? ""]));

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const resourceOf = (call: AwsCall, { accountId }: AwsCaller): string => {
  if (call.service === "route53" && call.zoneId !== undefined) return `arn:aws:route53:::hostedzone/${call.zoneId}`;
  if (call.service === "acm")
    return textOf(call.json["CertificateArn"]) ?? `arn:aws:acm:${call.region}:${accountId}:certificate/*`;
  if (call.service === "iam") return call.form.get("PolicySourceArn") ?? "*";
  return "*";
};

const requestContextOf = async (call: AwsCall, caller: AwsCaller, moto: Moto): Promise<RequestContext> => {
  const common = { "aws:RequestedRegion": call.region };
  if (call.service === "route53" && call.action === "ChangeResourceRecordSets") {
    const changes = changesOf(call);
    return contextOf({
      ...common,
      "route53:ChangeResourceRecordSetsNormalizedRecordNames": changes.map(({ name }) => normalizedRecordName(name)),
      "route53:ChangeResourceRecordSetsRecordTypes": changes.map(({ type }) => type),
      "route53:ChangeResourceRecordSetsActions": changes.map(({ action }) => action),
    });
  }
  if (call.service !== "acm") return contextOf(common);
  const arn = textOf(call.json["CertificateArn"]);
  const domain = textOf(call.json["DomainName"]);
  const alternatives = call.json["SubjectAlternativeNames"];
  const resourceTags = arn === undefined ? [] : await certificateTags(moto, caller.accountId, call.region, arn);
  return contextOf({
    ...common,
    ...tagEntries("RequestTag", tagsOf(call.json["Tags"])),
    ...tagEntries("ResourceTag", resourceTags),
    "acm:ValidationMethod": textOf(call.json["ValidationMethod"]),
    "acm:DomainNames":
      domain === undefined ? undefined : [domain, ...(Array.isArray(alternatives) ? alternatives : [])],
  });
};

const certificateTags = async (moto: Moto, accountId: string, region: string, arn: string): Promise<Tag[]> => {
  const { acm } = await moto.clientsOf(accountId, region);
  try {
    return (await acm.send(new ListTagsForCertificateCommand({ CertificateArn: arn }))).Tags ?? [];
  } catch {
    return [];
  }
};

const prefixes: Partial<Record<AwsCall["service"], string>> = {
  route53: "route53",
  acm: "acm",
  iam: "iam",
  cloudformation: "cloudformation",
};

/**
 * AWS's error for a role session that lacks the permission; undefined if it has it. The root of an
 * account may do everything.
 */
export const authorize = async (moto: Moto, call: AwsCall, caller: AwsCaller): Promise<AwsAnswer | undefined> => {
  const prefix = prefixes[call.service];
  if (caller.roleName === undefined || prefix === undefined) return undefined;
  const action = `${prefix}:${call.action}`;
  const resource = resourceOf(call, caller);
  const policies = await policiesOf(moto, caller.accountId, caller.roleName);
  const decision = evaluate(policies, { action, resource, context: await requestContextOf(call, caller, moto) });
  if (decision === "allowed") return undefined;
  const why =
    decision === "explicitDeny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  return deniedResponse(
    call.service,
    `User: ${arnOfCaller(caller)} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  );
};
