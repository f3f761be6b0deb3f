import type { DnsKey, DnsRecordSet, DnsZoneContent } from "../dns/record-set.ts";

export type DnsChange = { put: DnsRecordSet } | { remove: DnsKey };

/** The records of one zone at one host. */
export type DnsRecords = {
  host: "cloudflare" | "route-53";
  /** All of the zone, read page by page; NS and SOA of the zone itself are left out, which are the host's own. */
  list(): Promise<DnsZoneContent>;
  /** Those that the host answers for the zone with, in lower case, without trailing dot. */
  nameServers(): Promise<string[]>;
  read(key: DnsKey): Promise<DnsRecordSet | undefined>;
  /**
   * All or nothing, at most 100. Repeatable: a set that is there as wanted, and one that is gone already, are no errors. Only what is named is touched.
   * A CNAME that takes the place of other types is put in one call with their removal.
   */
  change(changes: readonly DnsChange[]): Promise<void>;
};

/** Asks a zone's own servers, past every cache. */
export type AuthoritativeAnswers = {
  /** Where each of them is reached, as `address:port`. */
  serversOf(nameServers: readonly string[]): Promise<string[]>;
  /** In the one spelling; [] for none. Throws where the server does not answer, or refuses to. */
  valuesOf(server: string, key: DnsKey): Promise<string[]>;
};

/** Asks the parent zone's own servers, past every cache. Throws where none of them answers. */
export type ParentDelegation = {
  /** [] for none. */
  nameServersOf(zone: string): Promise<string[]>;
  /** Whether the parent holds a DS record for it (RFC 4034 section 5). */
  isSigned(zone: string): Promise<boolean>;
};
