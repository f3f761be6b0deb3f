import { bareDnsName } from "@cogrion/domain";
import type { HostedZone, ResourceRecordSet, Route53Client } from "@aws-sdk/client-route-53";
import { ListResourceRecordSetsCommand, paginateListHostedZones } from "@aws-sdk/client-route-53";

/** In lower case, without the trailing dot, and with `*` instead of Route 53's `\052`. */
export const bareName = (name: string | undefined): string => bareDnsName(name).replaceAll("\\052", "*");

/** Every hosted zone of an account; a page has a hundred. */
export const allZonesOf = async (route53: Route53Client): Promise<HostedZone[]> => {
  const zones: HostedZone[] = [];
  for await (const page of paginateListHostedZones({ client: route53 }, {})) zones.push(...(page.HostedZones ?? []));
  return zones;
};

/** Every record set of a zone, page by page. */
export const allRecordsOf = async (route53: Route53Client, zoneId: string): Promise<ResourceRecordSet[]> => {
  const records: ResourceRecordSet[] = [];
  let next: { StartRecordName?: string; StartRecordType?: ResourceRecordSet["Type"] } | undefined = {};
  while (next !== undefined) {
    const page: Awaited<ReturnType<typeof listPage>> = await listPage(route53, zoneId, next);
    records.push(...(page.ResourceRecordSets ?? []));
    next = page.IsTruncated
      ? {
          ...(page.NextRecordName === undefined ? {} : { StartRecordName: page.NextRecordName }),
          ...(page.NextRecordType === undefined ? {} : { StartRecordType: page.NextRecordType }),
        }
      : undefined;
  }
  return records;
};

const listPage = (
  route53: Route53Client,
  zoneId: string,
  start: { StartRecordName?: string; StartRecordType?: ResourceRecordSet["Type"] },
) => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, MaxItems: 300, ...start }));
