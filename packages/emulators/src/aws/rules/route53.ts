import { join } from "node:path";
import type { HostedZone, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { z } from "zod";
import type { AwsAnswer } from "../answers.ts";
import { errorResponse, xmlResponse } from "../answers.ts";
import type { AwsCall } from "../call.ts";
import { changesOf } from "../call.ts";
import type { Moto } from "../moto.ts";
import { allRecordsOf, allZonesOf, bareName } from "../records.ts";
import { openStateFile } from "../state-file.ts";
import { refusalOf } from "./record-change.ts";

/** The default quota of an AWS account. */
const defaultHostedZoneQuota = 500;
const namespace = "https://route53.amazonaws.com/doc/2013-04-01/";

const zonesOf = async (moto: Moto, accountId: string): Promise<HostedZone[]> =>
  allZonesOf((await moto.clientsOf(accountId)).route53);

export const recordsOf = async (moto: Moto, accountId: string, zoneId: string): Promise<ResourceRecordSet[]> =>
  allRecordsOf((await moto.clientsOf(accountId)).route53, zoneId);

export type Route53Rules = {
  /** How many hosted zones the account may have from now on. */
  setHostedZoneQuota(accountId: string, quota: number): void;
  /** AWS's rejection of something that moto accepts; undefined if moto may continue. */
  refuse(call: AwsCall, accountId: string): Promise<AwsAnswer | undefined>;
  /** moto's response as AWS sends it: a document, even if the operation returns nothing. */
  amend(call: AwsCall, answer: AwsAnswer): AwsAnswer;
  /** Accounts that ever created a zone of this name. */
  ownersOf(zoneName: string): readonly string[];
  /** Whether later changes stay PENDING. */
  holdChanges(isHeld: boolean): void;
  /** One change per account at a time, so that two simultaneous changes see each other. */
  inTurn<Result>(call: AwsCall, accountId: string, work: () => Promise<Result>): Promise<Result>;
};

const listsSchema = z.record(z.string(), z.array(z.string()));
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html
const recordQuota = 10_000;

export const createRoute53Rules = (moto: Moto, { dataFolder }: { dataFolder: string }): Route53Rules => {
  // A caller reference can never be used again, even if its zone was deleted.
  const retired = openStateFile(join(dataFolder, "caller-references.json"), listsSchema, {});
  const owners = openStateFile(join(dataFolder, "zone-owners.json"), listsSchema, {});
  let isHeld = false;
  const quotas = new Map<string, number>();
  const quotaOf = (accountId: string): number => quotas.get(accountId) ?? defaultHostedZoneQuota;
  const turns = new Map<string, Promise<unknown>>();

  const refuseCreation = async (call: AwsCall, accountId: string): Promise<AwsAnswer | undefined> => {
    const request = call.xml["CreateHostedZoneRequest"] as { CallerReference?: string; Name?: string } | undefined;
    const reference = request?.CallerReference ?? "";
    const zones = await zonesOf(moto, accountId);
    const isUsed =
      retired.state[accountId]?.includes(reference) === true ||
      zones.some((zone) => zone.CallerReference === reference);
    if (isUsed) {
      const message = "A hosted zone has already been created with the specified caller reference.";
      return errorResponse("route53", "HostedZoneAlreadyExists", message, 409);
    }
    const quota = quotaOf(accountId);
    if (zones.length < quota) {
      const name = bareName(request?.Name);
      if (!owners.state[name]?.includes(accountId)) {
        (owners.state[name] ??= []).push(accountId);
        await owners.save();
      }
      return undefined;
    }
    const message = `Account has reached its limit of ${quota} hosted zones`;
    return errorResponse("route53", "TooManyHostedZones", message, 400);
  };

  const refuseDeletion = async (zone: HostedZone, accountId: string): Promise<AwsAnswer | undefined> => {
    const apex = bareName(zone.Name);
    const records = await recordsOf(moto, accountId, zone.Id ?? "");
    const isRequired = ({ Name, Type }: ResourceRecordSet): boolean =>
      bareName(Name) === apex && (Type === "NS" || Type === "SOA");
    if (!records.every(isRequired)) {
      const message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
      return errorResponse("route53", "HostedZoneNotEmpty", message, 400);
    }
    (retired.state[accountId] ??= []).push(zone.CallerReference ?? "");
    await retired.save();
    return undefined;
  };

  const refuseChanges = async (zone: HostedZone, call: AwsCall, accountId: string): Promise<AwsAnswer | undefined> => {
    let existing = await recordsOf(moto, accountId, zone.Id ?? "");
    const refusals: string[] = [];
    for (const change of changesOf(call)) {
      const why = refusalOf(change, bareName(zone.Name), existing);
      if (why !== undefined) refusals.push(why);
      // A later change of a batch may create again what an earlier one deletes.
      if (change.action === "DELETE") {
        existing = existing.filter(({ Name, Type }) => bareName(Name) !== change.name || Type !== change.type);
      }
    }
    if (refusals.length === 0) return undefined;
    return errorResponse("route53", "InvalidChangeBatch", `[${refusals.join(", ")}]`, 400);
  };

  return {
    setHostedZoneQuota: (accountId, quota) => void quotas.set(accountId, quota),
    async refuse(call, accountId) {
      if (call.action === "CreateHostedZone") return refuseCreation(call, accountId);
      if (call.action === "GetAccountLimit") {
        const { length } = await zonesOf(moto, accountId);
        return xmlResponse(
          `<GetAccountLimitResponse xmlns="${namespace}"><Limit><Type>MAX_HOSTED_ZONES_BY_OWNER</Type>` +
            `<Value>${quotaOf(accountId)}</Value></Limit><Count>${length}</Count></GetAccountLimitResponse>`,
        );
      }
      if (call.action === "GetHostedZoneLimit") {
        const { length } = await recordsOf(moto, accountId, call.zoneId ?? "");
        return xmlResponse(
          `<GetHostedZoneLimitResponse xmlns="${namespace}"><Limit><Type>MAX_RRSETS_BY_ZONE</Type>` +
            `<Value>${recordQuota}</Value></Limit><Count>${length}</Count></GetHostedZoneLimitResponse>`,
        );
      }
      if (call.action === "GetChange" && isHeld) {
        return xmlResponse(
          `<GetChangeResponse xmlns="${namespace}"><ChangeInfo><Id>/change/C0</Id><Status>PENDING</Status>` +
            `<SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></GetChangeResponse>`,
        );
      }
      if (call.action !== "DeleteHostedZone" && call.action !== "ChangeResourceRecordSets") return undefined;
      const zone = (await zonesOf(moto, accountId)).find(({ Id }) => Id === `/hostedzone/${call.zoneId}`);
      // moto's own NoSuchHostedZone equals AWS's.
      if (zone === undefined) return undefined;
      return call.action === "DeleteHostedZone"
        ? refuseDeletion(zone, accountId)
        : refuseChanges(zone, call, accountId);
    },
    amend: ({ action }, answer) =>
      answer.status === 200 && answer.body.length === 0
        ? xmlResponse(`<${action}Response xmlns="${namespace}"></${action}Response>`)
        : answer,
    ownersOf: (zoneName) => owners.state[zoneName] ?? [],
    holdChanges(held) {
      isHeld = held;
    },
    inTurn(call, accountId, work) {
      if (call.method === "GET") return work();
      const turn = (turns.get(accountId) ?? Promise.resolve()).then(work);
      turns.set(
        accountId,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
};
