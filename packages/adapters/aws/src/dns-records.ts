import type { Change, ListResourceRecordSetsCommandInput, ResourceRecordSet } from "@aws-sdk/client-route-53";
import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { DnsChange, DnsKey, DnsRecords, DnsZoneContent } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import type { AwsConfig } from "./clients.ts";
import { optionsOf } from "./clients.ts";
import { isNamed } from "./errors.ts";
import { plainNameOf, plainSetOf, writtenSetOf } from "./record-values.ts";
import { describingUnexpected } from "./unexpected-response.ts";

export type Route53ZoneConfig = AwsConfig & { zoneId: string; zoneName: string };

/** A zone in Cogrion's own Route 53, where a batch of changes is one transaction. */
export const createRoute53DnsRecords = (config: Route53ZoneConfig): DnsRecords => {
  const own = config.credentials === undefined ? {} : { credentials: config.credentials };
  const client = describingUnexpected(new Route53Client({ ...optionsOf(config), ...own }), "Route 53");
  const place = { HostedZoneId: config.zoneId };

  /** Lists from a name on; the SDK has no paginator for it. */
  async function* recordSets(start: Partial<ListResourceRecordSetsCommandInput>): AsyncIterable<ResourceRecordSet> {
    for (let next: typeof start | undefined = start; next !== undefined;) {
      const page = await pageFrom(next);
      yield* page.ResourceRecordSets ?? [];
      next = page.IsTruncated
        ? {
            StartRecordName: page.NextRecordName,
            StartRecordType: page.NextRecordType,
            StartRecordIdentifier: page.NextRecordIdentifier,
          }
        : undefined;
    }
  }
  const pageFrom = (start: Partial<ListResourceRecordSetsCommandInput>) =>
    client.send(new ListResourceRecordSetsCommand({ MaxItems: 300, ...start, ...place }));

  const find = async ({ name, type }: DnsKey): Promise<ResourceRecordSet | undefined> => {
    const page = await pageFrom({ StartRecordName: name, StartRecordType: type, MaxItems: 1 });
    const [found] = page.ResourceRecordSets ?? [];
    return found !== undefined && plainNameOf(found.Name ?? "") === name && found.Type === type ? found : undefined;
  };

  const attempt = async (changes: readonly DnsChange[]): Promise<void> => {
    const batch: Change[] = [];
    for (const change of changes) {
      if ("put" in change) {
        batch.push({ Action: "UPSERT", ResourceRecordSet: writtenSetOf(change.put) });
        continue;
      }
      const held = await find(change.remove);
      // Deletions first: a CNAME cannot exist beside another type.
      if (held !== undefined) batch.unshift({ Action: "DELETE", ResourceRecordSet: held });
    }
    if (batch.length === 0) return;
    await client.send(new ChangeResourceRecordSetsCommand({ ...place, ChangeBatch: { Changes: batch } }));
  };

  return {
    host: "route-53",
    async list() {
      const content: DnsZoneContent = { recordSets: [], unsupported: [] };
      for await (const each of recordSets({})) {
        const set = plainSetOf(each);
        if (set.name === config.zoneName && (set.type === "NS" || set.type === "SOA")) continue;
        if ("unsupportedReason" in set) content.unsupported.push(set);
        else content.recordSets.push(set);
      }
      return content;
    },
    async nameServers() {
      const found = await find({ name: config.zoneName, type: "NS" });
      return (found?.ResourceRecords ?? []).map(({ Value = "" }) => bareDnsName(Value));
    },
    async read(key) {
      const found = await find(key);
      if (found === undefined) return undefined;
      const set = plainSetOf(found);
      return "unsupportedReason" in set ? undefined : set;
    },
    async change(changes) {
      try {
        await attempt(changes);
      } catch (error) {
        // Somebody else deleted or changed the record between our read and our deletion.
        if (!isNamed(error, "InvalidChangeBatch")) throw error;
        await attempt(changes);
      }
    },
  };
};
