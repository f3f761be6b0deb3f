import type { DnsKey, DnsRecordSet, DnsZoneContent } from "../dns/record-set.ts";

export type DnsChange = { put: DnsRecordSet } | { remove: DnsKey };

/** The records of one zone at one DNS host. */
export type DnsRecords = {
  host: "cloudflare" | "route-53";
  /**
   * The whole zone, read page by page, without the NS and SOA records of the zone itself, which
   * belong to the host.
   */
  list(): Promise<DnsZoneContent>;
  /** The zone's name servers at this host, in lower case, without trailing dot. */
  nameServers(): Promise<string[]>;
  read(key: DnsKey): Promise<DnsRecordSet | undefined>;
  /**
   * All or nothing, at most 100. Repeatable: a set that is already as wanted, and one that is
   * already deleted, are not errors. Other records are not changed. A CNAME that replaces other
   * types must be in the same call as their deletion.
   */
  change(changes: readonly DnsChange[]): Promise<void>;
};

/** Queries a zone's own servers, without any cache. */
export type AuthoritativeAnswers = {
  /** The address of each of them, as `address:port`. */
  serversOf(nameServers: readonly string[]): Promise<string[]>;
  /**
   * In canonical spelling; [] for none. Throws if the server does not respond, or refuses the
   * query.
   */
  valuesOf(server: string, key: DnsKey): Promise<string[]>;
};

/** Queries the parent zone's own servers, without any cache. Throws if none of them responds. */
export type ParentDelegation = {
  /** [] for none. */
  nameServersOf(zone: string): Promise<string[]>;
  /** Whether the parent zone has a DS record for it (RFC 4034 section 5). */
  isSigned(zone: string): Promise<boolean>;
};
