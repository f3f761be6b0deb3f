/** The region's parent zone, in Cogrion's own Route 53. */
export type ParentZone = {
  /**
   * UPSERT of the NS record set at the delegated zone's own name. Resolves when Route 53 reports
   * the change in sync on all of its servers. @throws Error when it does not within 25 s
   */
  delegate(delegatedZone: string, nameServers: string[]): Promise<void>;
  /** The name servers that the record set holds; undefined where there is none. */
  read(delegatedZone: string): Promise<string[] | undefined>;
  /**
   * Idempotent. `onlyIf`: a record set with other name servers stays; another generation wrote
   * it.
   */
  undelegate(delegatedZone: string, onlyIf?: readonly string[]): Promise<void>;
  /** Record sets that the zone has, and that Route 53 allows it. */
  usage(): Promise<{ records: number; maxRecords: number }>;
};

export const delegatedZoneStates = ["served", "denied", "unclear"] as const;
/** `served`: a name server answers for the zone. `denied`: each one says that it does not hold the zone. */
export type DelegatedZoneState = (typeof delegatedZoneStates)[number];

/** Asks authoritative servers directly, past every cache. Returns lower-case names without trailing dot. */
export type AuthoritativeDns = {
  /**
   * The delegation as each of the parent zone's servers shows it, [] for none.
   * @throws Error when one of them does not answer
   */
  delegationsOf(delegatedZone: string): Promise<string[][]>;
  /** Never `denied` when it could not be found out. @throws Error when no server's address is found */
  zoneStateOf(delegatedZone: string, nameServers: readonly string[]): Promise<DelegatedZoneState>;
};
