import { bareDnsName } from "../naming/dns-names.ts";

/** What both hosts of a zone can hold, and what is copied from one to the other. */
export const dnsRecordTypes = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"] as const;
export type DnsRecordType = (typeof dnsRecordTypes)[number];

/** Why a record set is not written: its answer is computed by its host, or its type is not one that is copied. */
export type UnsupportedReason = "alias" | "routing_policy" | "unknown_type";

export type DnsKey = {
  /** In lower case, without trailing dot, `*` for a wildcard. */
  name: string;
  type: DnsRecordType;
};

/**
 * All records of one name and type. Values are written the same way whatever the host: names as
 * above, MX as `10 mail.example.com`, SRV as `priority weight port target`, CAA as `0 issue
 * "ca.example.net"`, TXT as its bytes with one character for each.
 */
export type DnsRecordSet = DnsKey & {
  ttlSeconds: number;
  values: string[];
  /** Cloudflare's proxy answers in its stead. No other host can hold such a set. */
  isProxied?: true;
};

/** A record set that is listed, but cannot be written. */
export type UnsupportedRecordSet = {
  name: string;
  type: string;
  unsupportedReason: UnsupportedReason;
  values: string[];
};

export type DnsZoneContent = { recordSets: DnsRecordSet[]; unsupported: UnsupportedRecordSet[] };

export const isDnsRecordType = (type: string): type is DnsRecordType =>
  (dnsRecordTypes as readonly string[]).includes(type);

/** One spelling for each IPv6 address (RFC 5952). Text that is none is kept. */
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

/** The one way of writing a value, for all types but TXT, whose quoting is its host's own. */
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
