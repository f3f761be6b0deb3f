/** The region's parent zone, in Cogrion's own Route 53. */
export type ParentZone = {
  /** UPSERT of the NS record set at the delegated zone's own name. */
  delegate(delegatedZone: string, nameServers: string[]): Promise<void>;
  /** The name servers that the record set holds; undefined where there is none. */
  read(delegatedZone: string): Promise<string[] | undefined>;
  /** Idempotent. */
  undelegate(delegatedZone: string): Promise<void>;
};

/** Asks the parent zone's authoritative servers directly, past every cache. Answers lower-case names without trailing dot; [] for none. */
export type AuthoritativeDns = {
  nameServersOf(delegatedZone: string): Promise<string[]>;
};
