import type { Change, HostedZone as AwsHostedZone, ResourceRecordSet } from "@aws-sdk/client-route-53";
import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-route-53";
import type { ClientContext, ClientHostedZones, HostedZone, ResourceRecord } from "@cogrion/domain";
import { bareDnsName, workspaceTagKey } from "@cogrion/domain";
import type { Sessions } from "./clients.ts";
import { blocked, isNamed } from "./errors.ts";
import { needing } from "./needing.ts";

const zoneIdOf = (id: string | undefined): string => (id ?? "").replace(/^\/hostedzone\//, "");

/**
 * Constant until the zone is deleted, so a repeated request cannot create a second one. The zone
 * also stores it, which distinguishes our zone from others.
 */
const callerReferenceOf = ({ workspaceId }: ClientContext, replacedId: string | undefined): string =>
  `cogrion/${workspaceId}/${replacedId === undefined ? "first" : `after-${replacedId}`}`;

export const createHostedZones = (sessions: Sessions): ClientHostedZones => {
  const read = async (context: ClientContext, id: string): Promise<HostedZone> => {
    const { route53 } = await sessions.of(context);
    const answer = await needing(context, "route53:GetHostedZone", () =>
      route53.send(new GetHostedZoneCommand({ Id: id })),
    );
    return {
      id,
      name: bareDnsName(answer.HostedZone?.Name),
      nameServers: (answer.DelegationSet?.NameServers ?? []).map(bareDnsName),
    };
  };

  const isTaggedOurs = async (context: ClientContext, id: string): Promise<boolean> => {
    const { route53 } = await sessions.of(context);
    const answer = await needing(context, "route53:ListTagsForResource", () =>
      route53.send(new ListTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: id })),
    );
    const tags = answer.ResourceTagSet?.Tags ?? [];
    return tags.some((tag) => tag.Key === workspaceTagKey && tag.Value === context.workspaceId);
  };

  const tag = async (context: ClientContext, id: string): Promise<void> => {
    const { route53 } = await sessions.of(context);
    await needing(context, "route53:ChangeTagsForResource", () =>
      route53.send(
        new ChangeTagsForResourceCommand({
          ResourceType: "hostedzone",
          ResourceId: id,
          AddTags: [{ Key: workspaceTagKey, Value: context.workspaceId }],
        }),
      ),
    );
  };

  const listOfName = async (context: ClientContext): Promise<AwsHostedZone[]> => {
    const { route53 } = await sessions.of(context);
    const answer = await needing(context, "route53:ListHostedZonesByName", () =>
      route53.send(new ListHostedZonesByNameCommand({ DNSName: context.delegatedZone, MaxItems: 20 })),
    );
    return (answer.HostedZones ?? []).filter((zone) => bareDnsName(zone.Name) === context.delegatedZone);
  };

  /**
   * Recognised as ours by the tag, or by the caller reference if a process died between creating
   * and tagging.
   */
  const find = async (context: ClientContext): Promise<HostedZone | undefined> => {
    const prefix = `cogrion/${context.workspaceId}/`;
    for (const zone of await listOfName(context)) {
      const id = zoneIdOf(zone.Id);
      if (zone.CallerReference?.startsWith(prefix) || (await isTaggedOurs(context, id))) return read(context, id);
    }
    return undefined;
  };

  const change = async (context: ClientContext, zoneId: string, changes: Change[]): Promise<void> => {
    const { route53 } = await sessions.of(context);
    await needing(context, "route53:ChangeResourceRecordSets", () =>
      route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: changes } })),
    );
  };

  const findRecordSet = async (
    context: ClientContext,
    zoneId: string,
    { name, type }: Pick<ResourceRecord, "name" | "type">,
  ): Promise<ResourceRecordSet | undefined> => {
    const { route53 } = await sessions.of(context);
    const listed = await needing(context, "route53:ListResourceRecordSets", () =>
      route53.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          StartRecordName: name,
          StartRecordType: type,
          MaxItems: 1,
        }),
      ),
    );
    const [found] = listed.ResourceRecordSets ?? [];
    return found !== undefined && bareDnsName(found.Name) === bareDnsName(name) && found.Type === type
      ? found
      : undefined;
  };

  return {
    find,
    async create(context, replacedId) {
      const { route53 } = await sessions.of(context);
      try {
        const answer = await needing(context, "route53:CreateHostedZone", () =>
          route53.send(
            new CreateHostedZoneCommand({
              Name: context.delegatedZone,
              CallerReference: callerReferenceOf(context, replacedId),
              HostedZoneConfig: { Comment: `Cogrion workspace ${context.workspaceId}` },
            }),
          ),
        );
        await tag(context, zoneIdOf(answer.HostedZone?.Id));
      } catch (error) {
        if (isNamed(error, "ConflictingDomainExists")) throw zoneConflict(context);
        // The response to an earlier request was lost, or another attempt was faster; the zone
        // exists.
        if (!isNamed(error, "HostedZoneAlreadyExists")) throw error;
      }
      const zone = await find(context);
      if (zone === undefined) throw new Error(`the hosted zone of ${context.delegatedZone} is not listed yet`);
      await tag(context, zone.id);
      return zone;
    },
    async delete(context, zoneId) {
      const { route53 } = await sessions.of(context);
      try {
        await needing(context, "route53:DeleteHostedZone", () =>
          route53.send(new DeleteHostedZoneCommand({ Id: zoneId })),
        );
      } catch (error) {
        if (isNamed(error, "NoSuchHostedZone")) return;
        if (isNamed(error, "HostedZoneNotEmpty")) throw zoneNotEmpty(context);
        throw error;
      }
    },
    upsertRecord: (context, zoneId, record) =>
      change(context, zoneId, [{ Action: "UPSERT", ResourceRecordSet: recordSetOf(record) }]),
    async readRecord(context, zoneId, record) {
      const found = await findRecordSet(context, zoneId, record);
      return found?.ResourceRecords?.map(({ Value }) => Value ?? "");
    },
    async deleteRecord(context, zoneId, record) {
      try {
        const found = await findRecordSet(context, zoneId, record);
        if (found !== undefined) await change(context, zoneId, [{ Action: "DELETE", ResourceRecordSet: found }]);
      } catch (error) {
        if (!isNamed(error, "NoSuchHostedZone")) throw error;
      }
    },
  };
};

export const recordSetOf = ({ name, type, ttlSeconds, values }: ResourceRecord) => ({
  Name: name,
  Type: type,
  TTL: ttlSeconds,
  ResourceRecords: values.map((Value) => ({ Value })),
});

const zoneConflict = ({ delegatedZone }: ClientContext) =>
  blocked({
    code: "zone_conflict",
    summary: `Route 53 cannot create ${delegatedZone} in this account: a hosted zone of that name already exists.`,
    action: "Delete the other hosted zone of this name in the account, then retry.",
  });

const zoneNotEmpty = ({ delegatedZone }: ClientContext) =>
  blocked({
    code: "zone_conflict",
    summary: `The hosted zone ${delegatedZone} contains records that Cogrion did not write.`,
    action: "Delete those records or the zone yourself.",
  });
