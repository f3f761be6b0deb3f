import type {
  Change,
  GetHostedZoneCommandOutput,
  HostedZone as AwsHostedZone,
  ResourceRecordSet,
} from "@aws-sdk/client-route-53";
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
import { RejectedError, bareDnsName, clientHint, workspaceTagKey } from "@cogrion/domain";
import type { Sessions } from "./clients.ts";
import { blocked, isNamed, unlessAbsent } from "./errors.ts";
import { needing } from "./needing.ts";

const zoneIdOf = (id: string | undefined): string => (id ?? "").replace(/^\/hostedzone\//, "");

/**
 * Constant within one generation, so a repeated request cannot create a second zone. The zone also
 * stores it, which distinguishes our zone from others.
 */
const callerReferenceOf = ({ workspaceId }: ClientContext, generation: number): string =>
  `cogrion/${workspaceId}/${generation}`;

const zoneOf = (id: string, { HostedZone, DelegationSet }: GetHostedZoneCommandOutput): HostedZone => ({
  id,
  name: bareDnsName(HostedZone?.Name),
  nameServers: (DelegationSet?.NameServers ?? []).map(bareDnsName),
});

export const createHostedZones = (sessions: Sessions): ClientHostedZones => {
  const read = async (context: ClientContext, id: string): Promise<HostedZone> => {
    const { route53 } = await sessions.of(context);
    const answer = await needing(context, "route53:GetHostedZone", () =>
      route53.send(new GetHostedZoneCommand({ Id: id })),
    );
    return zoneOf(id, answer);
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
    async create(context, generation) {
      const { route53 } = await sessions.of(context);
      try {
        const answer = await needing(context, "route53:CreateHostedZone", () =>
          route53.send(
            new CreateHostedZoneCommand({
              Name: context.delegatedZone,
              CallerReference: callerReferenceOf(context, generation),
              HostedZoneConfig: { Comment: `Cogrion workspace ${context.workspaceId}` },
            }),
          ),
        );
        const zone = zoneOf(zoneIdOf(answer.HostedZone?.Id), answer);
        await tag(context, zone.id);
        return zone;
      } catch (error) {
        if (isNamed(error, "ConflictingDomainExists")) throw zoneConflict(context);
        if (!isNamed(error, "HostedZoneAlreadyExists")) throw error;
        // The answer of an earlier request was lost, or another attempt was faster.
        const zone = await find(context);
        if (zone === undefined) throw zoneMissing(context, error);
        await tag(context, zone.id);
        return zone;
      }
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
      await unlessAbsent(async () => {
        const found = await findRecordSet(context, zoneId, record);
        if (found !== undefined) await change(context, zoneId, [{ Action: "DELETE", ResourceRecordSet: found }]);
      }, "NoSuchHostedZone");
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

/**
 * The list can lag behind the creation, so the zone counts as missing only after repeated attempts.
 */
const zoneMissing = ({ delegatedZone }: ClientContext, cause: Error) =>
  new RejectedError(
    clientHint({
      code: "zone_conflict",
      summary: `The hosted zone ${delegatedZone} was created and is no longer in the account.`,
      action: "Retry: it is created again.",
    }),
    cause,
  );

const zoneNotEmpty = ({ delegatedZone }: ClientContext) =>
  blocked({
    code: "zone_conflict",
    summary: `The hosted zone ${delegatedZone} contains records that Cogrion did not write.`,
    action: "Delete those records or the zone yourself.",
  });
