import { bareDnsName } from "../naming/dns-names.ts";

/** The record types that both DNS hosts support, and that are copied from one to the other. */
export const dnsRecordTypes = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"] as const;
export type DnsRecordType = (typeof dnsRecordTypes)[number];

/** Why a record set is not copied: its host computes the response, or its type is not supported. */
export type UnsupportedReason = "alias" | "routing_policy" | "unknown_type";

export type DnsKey = {
  /** In lower case, without trailing dot, `*` for a wildcard. */
  name: string;
  type: DnsRecordType;
};

/**
 * All records of one name and type. Values are written the same way for every host: names as above,
 * MX as `10 mail.example.com`, SRV as `priority weight port target`, CAA as `0 issue
 * "ca.example.net"`, TXT as its bytes with one character for each byte.
 */
export type DnsRecordSet = DnsKey & {
  ttlSeconds: number;
  values: string[];
  /** Cloudflare's proxy responds instead of the target. No other host supports this. */
  isProxied?: true;
};

/** A record set that is listed but cannot be written. */
export type UnsupportedRecordSet = {
  name: string;
  type: string;
  unsupportedReason: UnsupportedReason;
  values: string[];
};

export type DnsZoneContent = { recordSets: DnsRecordSet[]; unsupported: UnsupportedRecordSet[] };

export const isDnsRecordType = (type: string): type is DnsRecordType =>
  (dnsRecordTypes as readonly string[]).includes(type);

/** One spelling for each IPv6 address (RFC 5952). Other text is returned unchanged. */
const plainIpv6 = (text: string): string => {
  const url = URL.parse(`http://[${text}]/`);
  return url === null ? text.toLowerCase() : url.hostname.slice(1, -1);
};

const withLastBare = (value: string): string => {
  const words = value.trim().split(/\s+/);
  return [...words.slice(0, -1), bareDnsName(words.at(-1) ?? "")].join(" ");
};

const plainCaa = (value: string): string => {
  const [, flags = "", tag = "", text = ""] = /^(\d+)\s+(\w+)\s+"?(.*?)"?$/s.exec(value.trim()) ?? [];
  return flags === "" ? value : `${flags} ${tag.toLowerCase()} "${text}"`;
};

/** The canonical spelling of a value, for all types but TXT, whose quoting depends on the host. */
export const plainDnsValue = (type: Exclude<DnsRecordType, "TXT">, value: string): string => {
  switch (type) {
    case "A":
      return value.trim();
    case "AAAA":
      return plainIpv6(value.trim());
    case "CAA":
      return plainCaa(value);
    case "CNAME":
    case "NS":
      return bareDnsName(value.trim());
    default:
      return withLastBare(value);
  }
};

export const isSameDnsSet = (one: DnsRecordSet, other: DnsRecordSet): boolean =>
  one.name === other.name &&
  one.type === other.type &&
  one.ttlSeconds === other.ttlSeconds &&
  one.isProxied === other.isProxied &&
  JSON.stringify(one.values.toSorted()) === JSON.stringify(other.values.toSorted());
