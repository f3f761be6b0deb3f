/** The region's parent zone, in Cogrion's own Route 53. */
export type ParentZone = {
  /**
   * UPSERT of the NS record set at the delegated zone's own name. Resolves when Route 53 reports
   * that the change is in sync on all of its servers. @throws Error if that takes more than 25 s
   */
  delegate(delegatedZone: string, nameServers: string[]): Promise<void>;
  /** The name servers in the record set; undefined if it does not exist. */
  read(delegatedZone: string): Promise<string[] | undefined>;
  /**
   * Idempotent. `onlyIf`: a record set with other name servers is kept, because another generation
   * wrote it.
   */
  undelegate(delegatedZone: string, onlyIf?: readonly string[]): Promise<void>;
  /** The number of record sets in the zone, and the maximum that Route 53 allows. */
  usage(): Promise<{ records: number; maxRecords: number }>;
};

export const delegatedZoneStates = ["served", "denied", "unclear"] as const;
/**
 * `served`: a name server serves the zone. `denied`: every name server reports that it does not
 * have the zone.
 */
export type DelegatedZoneState = (typeof delegatedZoneStates)[number];

/**
 * Queries authoritative servers directly, without any cache. Returns lower-case names without
 * trailing dot.
 */
export type AuthoritativeDns = {
  /**
   * The delegation as returned by each of the parent zone's servers, [] for none.
   * @throws Error if one of them does not respond
   */
  delegationsOf(delegatedZone: string): Promise<string[][]>;
  /** Never `denied` if the answer is uncertain. @throws Error if no server's address is found */
  zoneStateOf(delegatedZone: string, nameServers: readonly string[]): Promise<DelegatedZoneState>;
};
