import type { ResourceRecordSet, Route53Client } from "@aws-sdk/client-route-53";
import { ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";

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
