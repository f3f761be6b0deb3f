import {
  ChangeResourceRecordSetsCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
} from "@aws-sdk/client-route-53";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { ParentZone } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import type { Sessions } from "./clients.ts";
import { isNamed } from "./errors.ts";
import { recordSetOf } from "./hosted-zones.ts";

const delegationTtlSeconds = 300;
/** The region's own zone; its id is looked up by name once. */
export const createParentZone = ({ own: { route53 } }: Sessions, zoneName: string): ParentZone => {
  let zoneId: Promise<string> | undefined;
  const findZoneId = async (): Promise<string> => {
    const answer = await route53.send(new ListHostedZonesByNameCommand({ DNSName: zoneName, MaxItems: 1 }));
    const [zone] = answer.HostedZones ?? [];
    if (zone?.Id === undefined || bareDnsName(zone.Name) !== zoneName) {
      throw new Error(`Cogrion's account has no hosted zone ${zoneName}`);
    }
    return zone.Id;
  };
  const knownZoneId = (): Promise<string> => {
    zoneId ??= findZoneId().catch((error: unknown) => {
      zoneId = undefined;
      throw error;
    });
    return zoneId;
  };

  const findRecord = async (delegatedZone: string): Promise<ResourceRecordSet | undefined> => {
    const answer = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: await knownZoneId(),
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
      const record = {
        name: delegatedZone,
        type: "NS",
        ttlSeconds: delegationTtlSeconds,
        values: nameServers,
      } as const;
      await route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: await knownZoneId(),
          ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet: recordSetOf(record) }] },
        }),
      );
    },
    async read(delegatedZone) {
      const record = await findRecord(delegatedZone);
      return record?.ResourceRecords?.map(({ Value }) => bareDnsName(Value));
    },
    async undelegate(delegatedZone) {
      const record = await findRecord(delegatedZone);
      if (record === undefined) return;
      try {
        await route53.send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId: await knownZoneId(),
            ChangeBatch: { Changes: [{ Action: "DELETE", ResourceRecordSet: record }] },
          }),
        );
      } catch (error) {
        // Another attempt removed it between the reading and the deleting.
        if (!isNamed(error, "InvalidChangeBatch") || (await findRecord(delegatedZone)) !== undefined) throw error;
      }
    },
  };
};
