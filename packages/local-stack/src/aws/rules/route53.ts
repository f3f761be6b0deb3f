import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import type { AwsAnswer } from "../answers.ts";
import { errorAnswer, xmlAnswer } from "../answers.ts";
import type { AwsCall, RecordChange } from "../call.ts";
import { changesOf } from "../call.ts";
import type { Moto } from "../moto.ts";
import { allRecordsOf } from "../records.ts";

export const hostedZoneQuota = 500;

const bare = (name: string | undefined): string =>
  (name ?? "").replace(/\.$/, "").toLowerCase().replaceAll("\\052", "*");

export const recordsOf = async (moto: Moto, accountId: string, zoneId: string): Promise<ResourceRecordSet[]> => {
  const { route53 } = await moto.clientsOf(accountId);
  return allRecordsOf(route53, zoneId);
};

/** What AWS refuses and moto takes; undefined where moto may go on. */
export const refuseRoute53 = async (moto: Moto, call: AwsCall, accountId: string): Promise<AwsAnswer | undefined> => {
  const { route53 } = await moto.clientsOf(accountId);
  switch (call.action) {
    case "CreateHostedZone": {
      const request = call.xml["CreateHostedZoneRequest"] as { CallerReference?: string } | undefined;
      const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
      if (!HostedZones.some((zone) => zone.CallerReference === request?.CallerReference)) return undefined;
      return errorAnswer(
        "route53",
        "HostedZoneAlreadyExists",
        `A hosted zone has already been created with the specified caller reference.`,
        409,
      );
    }
    case "DeleteHostedZone": {
      const records = await recordsOf(moto, accountId, call.zoneId ?? "").catch(() => []);
      if (records.every(({ Type }) => Type === "NS" || Type === "SOA")) return undefined;
      const message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
      return errorAnswer("route53", "HostedZoneNotEmpty", message, 400);
    }
    case "ChangeResourceRecordSets":
      return refuseChanges(moto, call, accountId);
    case "GetAccountLimit": {
      const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
      return xmlAnswer(
        `<GetAccountLimitResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Limit><Type>MAX_HOSTED_ZONES_BY_OWNER</Type>` +
          `<Value>${hostedZoneQuota}</Value></Limit><Count>${HostedZones.length}</Count></GetAccountLimitResponse>`,
      );
    }
    default:
      return undefined;
  }
};

const refuseChanges = async (moto: Moto, call: AwsCall, accountId: string): Promise<AwsAnswer | undefined> => {
  const changes = changesOf(call);
  const wildcard = changes.find(({ name, type }) => type === "NS" && name.startsWith("*"));
  if (wildcard !== undefined) {
    return errorAnswer(
      "route53",
      "InvalidChangeBatch",
      `RRSet with DNS name ${wildcard.name}., type NS, SetIdentifier null cannot be created: wildcard NS records are not supported.`,
      400,
    );
  }
  if (!changes.some(({ action }) => action !== "UPSERT")) return undefined;
  const existing = await recordsOf(moto, accountId, call.zoneId ?? "").catch(() => []);
  for (const change of changes) {
    const found = existing.find((record) => bare(record.Name) === change.name && record.Type === change.type);
    const why = refusalOf(change, found);
    if (why !== undefined) {
      return errorAnswer(
        "route53",
        "InvalidChangeBatch",
        `Tried to ${change.action.toLowerCase()} resource record set [name='${change.name}.', type='${change.type}'] but ${why}`,
        400,
      );
    }
  }
  return undefined;
};

const refusalOf = (change: RecordChange, found: ResourceRecordSet | undefined): string | undefined => {
  if (change.action === "CREATE") return found === undefined ? undefined : "it already exists";
  if (change.action !== "DELETE") return undefined;
  if (found === undefined) return "it was not found";
  const values = (found.ResourceRecords ?? []).map(({ Value }) => bare(Value));
  const isSame =
    String(found.TTL) === change.ttl &&
    values.length === change.values.length &&
    values.every((value) => change.values.includes(value));
  return isSame ? undefined : "the values provided do not match the current values";
};
