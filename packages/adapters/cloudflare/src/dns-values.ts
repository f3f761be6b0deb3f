import type { DnsKey, DnsRecordSet, UnsupportedRecordSet } from "@cogrion/domain";
import {
  bareDnsName,
  isDnsRecordType,
  parseCharacterStrings,
  plainDnsValue,
  printCharacterStrings,
} from "@cogrion/domain";
import { z } from "zod";

/** https://developers.cloudflare.com/api/resources/dns/subresources/records/: one record for each value. */
const recordSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  type: z.string().min(1),
  content: z.string().optional(),
  ttl: z.number().int().min(1),
  proxied: z.boolean().optional(),
  priority: z.number().int().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type CloudflareRecord = z.infer<typeof recordSchema>;
export const parseRecord = (answer: unknown): CloudflareRecord => recordSchema.parse(answer);

// https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/: 1 says "automatic", which is 300 seconds.
const automaticTtl = 1;
const automaticTtlSeconds = 300;
const caaData = z.object({ flags: z.number(), tag: z.string(), value: z.string() });
const srvData = z.object({ priority: z.number(), weight: z.number(), port: z.number(), target: z.string() });

/** Undefined for a type that is not copied. */
export const plainValueOf = ({ type, content = "", priority, data }: CloudflareRecord): string | undefined => {
  if (!isDnsRecordType(type)) return undefined;
  if (type === "TXT") return parseCharacterStrings(content, "decimal");
  if (type === "MX") return plainDnsValue(type, `${priority ?? 0} ${content}`);
  if (type === "SRV") {
    const { priority, weight, port, target } = srvData.parse(data);
    return plainDnsValue(type, `${priority} ${weight} ${port} ${target}`);
  }
  if (type === "CAA") {
    const { flags, tag, value } = caaData.parse(data);
    return plainDnsValue(type, `${flags} ${tag} "${value}"`);
  }
  return plainDnsValue(type, content);
};

/** The fields of a record with this value. */
export const writtenRecordOf = ({ name, type, ttlSeconds, isProxied }: DnsRecordSet, value: string) => {
  const proxied = isProxied === true;
  const common = { name, ttl: proxied ? automaticTtl : ttlSeconds };
  const words = value.split(" ");
  const number = (index: number): number => Number(words[index]);
  switch (type) {
    case "TXT":
      return { ...common, type, content: printCharacterStrings(value, "decimal") } as const;
    case "MX":
      return { ...common, type, priority: number(0), content: words[1] ?? "" } as const;
    case "SRV": {
      const data = { priority: number(0), weight: number(1), port: number(2), target: words[3] ?? "" };
      return { ...common, type, data } as const;
    }
    case "CAA": {
      const data = { flags: number(0), tag: words[1] ?? "", value: words.slice(2).join(" ").slice(1, -1) };
      return { ...common, type, data } as const;
    }
    case "A":
      return { ...common, type, content: value, proxied } as const;
    case "AAAA":
      return { ...common, type, content: value, proxied } as const;
    case "CNAME":
      return { ...common, type, content: value, proxied } as const;
    default:
      return { ...common, type, content: value } as const;
  }
};

const ttlSecondsOf = ({ ttl }: CloudflareRecord): number => (ttl === automaticTtl ? automaticTtlSeconds : ttl);

/** The records of one name and type as a set, with the lowest TTL of them. */
export const setOf = (records: readonly CloudflareRecord[]): DnsRecordSet | UnsupportedRecordSet | undefined => {
  const [first] = records;
  if (first === undefined) return undefined;
  const { type } = first;
  const name = bareDnsName(first.name);
  if (!isDnsRecordType(type)) {
    return { name, type, unsupportedReason: "unknown_type", values: records.map(({ content = "" }) => content) };
  }
  const values = records.map((record) => plainValueOf(record) ?? "");
  const set: DnsRecordSet = { name, type, ttlSeconds: Math.min(...records.map(ttlSecondsOf)), values };
  return records.some(({ proxied }) => proxied) ? { ...set, isProxied: true } : set;
};

/** Whether a record with a wanted value also has the wanted TTL and proxy setting. */
export const isAsWanted = (record: CloudflareRecord, { isProxied, ttlSeconds }: DnsRecordSet): boolean =>
  isProxied === true ? record.proxied === true : record.proxied !== true && ttlSecondsOf(record) === ttlSeconds;

export const isOf = (record: CloudflareRecord, { name, type }: DnsKey): boolean =>
  bareDnsName(record.name) === name && record.type === type;
