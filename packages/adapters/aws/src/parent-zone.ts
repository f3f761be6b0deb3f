import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneLimitCommand,
  ListResourceRecordSetsCommand,
  waitUntilResourceRecordSetsChanged,
} from "@aws-sdk/client-route-53";
import type { ParentZone } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import type { Sessions } from "./clients.ts";
import { isNamed } from "./errors.ts";
import { recordSetOf } from "./hosted-zones.ts";
import type { ParentZoneOptions } from "./parent-zone-id.ts";
import { createParentZoneId } from "./parent-zone-id.ts";

const delegationTtlSeconds = 300;
/**
 * Below the limit of one attempt of a step. Route 53 usually needs seconds, and at most a minute.
 */
const inSync = { maxWaitTime: 25, minDelay: 2, maxDelay: 5 };

/** The region's own zone. */
export const createParentZone = (
  { own: { route53 } }: Pick<Sessions, "own">,
  options: ParentZoneOptions,
): ParentZone => {
  const zoneId = createParentZoneId(route53, options);

  const findRecord = async (delegatedZone: string): Promise<ResourceRecordSet | undefined> => {
    const answer = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: await zoneId(),
        StartRecordName: delegatedZone,
        StartRecordType: "NS",
        MaxItems: 1,
      }),
    );
    return answer.ResourceRecordSets?.find(
      (record) => bareDnsName(record.Name) === delegatedZone && record.Type === "NS",
    );
  };

  return {
    async delegate(delegatedZone, nameServers) {
      // A repeated attempt would start another change, and wait for that one from the beginning.
      if (isOf(await findRecord(delegatedZone), nameServers)) return;
      const record = {
        name: delegatedZone,
        type: "NS",
        ttlSeconds: delegationTtlSeconds,
        values: nameServers,
      } as const;
      const { ChangeInfo } = await route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: await zoneId(),
          ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet: recordSetOf(record) }] },
        }),
      );
      await waitUntilResourceRecordSetsChanged({ client: route53, ...inSync }, { Id: ChangeInfo?.Id });
    },
    async read(delegatedZone) {
      const record = await findRecord(delegatedZone);
      return record === undefined ? undefined : nameServersOf(record);
    },
    async undelegate(delegatedZone, onlyIf) {
      const record = await findRecord(delegatedZone);
      if (record === undefined || (onlyIf !== undefined && !isOf(record, onlyIf))) return;
      try {
        // Route 53 deletes a record set only if it equals the one we read, so a replaced one stays.
        await route53.send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId: await zoneId(),
            ChangeBatch: { Changes: [{ Action: "DELETE", ResourceRecordSet: record }] },
          }),
        );
      } catch (error) {
        // Another attempt deleted it between our read and our deletion.
        if (!isNamed(error, "InvalidChangeBatch") || (await findRecord(delegatedZone)) !== undefined) throw error;
      }
    },
    async usage() {
      const limit = await route53.send(
        new GetHostedZoneLimitCommand({ HostedZoneId: await zoneId(), Type: "MAX_RRSETS_BY_ZONE" }),
      );
      return { records: limit.Count ?? 0, maxRecords: limit.Limit?.Value ?? 0 };
    },
  };
};

const nameServersOf = ({ ResourceRecords = [] }: ResourceRecordSet): string[] =>
  ResourceRecords.map(({ Value }) => bareDnsName(Value));

const isOf = (record: ResourceRecordSet | undefined, nameServers: readonly string[]): boolean =>
  record !== undefined &&
  nameServersOf(record).toSorted().join(" ") === nameServers.map(bareDnsName).toSorted().join(" ");
