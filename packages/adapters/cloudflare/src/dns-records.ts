import type { DnsChange, DnsKey, DnsRecords, DnsZoneContent } from "@cogrion/domain";
import { bareDnsName } from "@cogrion/domain";
import Cloudflare from "cloudflare";
import { createCloudflareClient } from "./routes.ts";
import type { CloudflareRecord } from "./dns-values.ts";
import { isAsWanted, isOf, parseRecord, plainValueOf, setOf, writtenRecordOf } from "./dns-values.ts";

export type CloudflareZoneConfig = {
  apiToken: string;
  zoneId: string;
  zoneName: string;
  /** Set only if the endpoint is not Cloudflare's own. */
  baseUrl: string | undefined;
};

type Written = ReturnType<typeof writtenRecordOf>;
type Batch = { deletes: { id: string }[]; puts: (Written & { id: string })[]; posts: Written[] };

const pageSize = 100;
// Errors for two callers that change the same record at once: it does not exist, it exists, an
// identical one exists.
const racedCodes = new Set([81_044, 81_053, 81_054, 81_057, 81_058]);

const isRaced = (error: unknown): boolean =>
  error instanceof Cloudflare.APIError && error.errors.some(({ code }) => racedCodes.has(code ?? 0));

/**
 * A deleted record gives its id to a new one, so that a name always resolves. A record that already
 * has the value keeps it: Cloudflare runs one put after the other, and never accepts a value twice,
 * even for a moment.
 */
const addPut = (batch: Batch, held: readonly CloudflareRecord[], { put }: Extract<DnsChange, { put: unknown }>) => {
  const holderOf = new Map(held.map((record) => [plainValueOf(record), record]));
  const wanted = new Set(put.values);
  const spare = held.filter(
    (record) => holderOf.get(plainValueOf(record)) !== record || !wanted.has(plainValueOf(record) ?? ""),
  );
  for (const value of wanted) {
    const holder = holderOf.get(value);
    if (holder !== undefined && isAsWanted(holder, put)) continue;
    const replaced = holder ?? spare.shift();
    const written = writtenRecordOf(put, value);
    if (replaced === undefined) batch.posts.push(written);
    else batch.puts.push({ ...written, id: replaced.id });
  }
  batch.deletes.push(...spare.map(({ id }) => ({ id })));
};

/**
 * A zone at Cloudflare, through Cloudflare's client library. A batch is one transaction there, in
 * the order deletes, puts, posts.
 */
export const createCloudflareDnsRecords = (config: CloudflareZoneConfig): DnsRecords => {
  const client = createCloudflareClient(config);
  const { records } = client.dns;
  const zone = { zone_id: config.zoneId };

  const recordsOf = async (key?: DnsKey): Promise<CloudflareRecord[]> => {
    const found: CloudflareRecord[] = [];
    const asked = key === undefined ? {} : { name: { exact: key.name }, type: key.type };
    for await (const record of records.list({ ...zone, ...asked, per_page: pageSize, order: "name" })) {
      found.push(parseRecord(record));
    }
    return key === undefined ? found : found.filter((record) => isOf(record, key));
  };

  const attempt = async (changes: readonly DnsChange[]): Promise<void> => {
    const batch: Batch = { deletes: [], puts: [], posts: [] };
    for (const change of changes) {
      const held = await recordsOf("put" in change ? change.put : change.remove);
      if ("put" in change) addPut(batch, held, change);
      else batch.deletes.push(...held.map(({ id }) => ({ id })));
    }
    const { deletes, puts, posts } = batch;
    if (deletes.length + puts.length + posts.length === 0) return;
    await records.batch({ ...zone, deletes, puts, posts });
  };

  return {
    host: "cloudflare",
    async list() {
      const bySet = new Map<string, CloudflareRecord[]>();
      for (const record of await recordsOf()) {
        const key = `${record.name.toLowerCase()} ${record.type}`;
        bySet.set(key, [...(bySet.get(key) ?? []), record]);
      }
      const content: DnsZoneContent = { recordSets: [], unsupported: [] };
      for (const each of bySet.values()) {
        const set = setOf(each);
        if (set === undefined || (set.type === "NS" && set.name === config.zoneName)) continue;
        if ("unsupportedReason" in set) content.unsupported.push(set);
        else content.recordSets.push(set);
      }
      return content;
    },
    async nameServers() {
      const { name_servers: names } = await client.zones.get(zone);
      return names.map(bareDnsName);
    },
    async read(key) {
      const set = setOf(await recordsOf(key));
      return set === undefined || "unsupportedReason" in set ? undefined : set;
    },
    async change(changes) {
      try {
        await attempt(changes);
      } catch (error) {
        // Somebody else was faster, or the response to our first request was lost: the remaining
        // changes are computed again.
        if (!isRaced(error)) throw error;
        await attempt(changes);
      }
    },
  };
};
