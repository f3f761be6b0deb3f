import type { RouteStoreName } from "@cogrion/domain";

export type LookupBackfill = {
  startedAt: Date;
  finishedAt?: Date | undefined;
  /** Where the next page begins. */
  cursor?: string | undefined;
  tenants: number;
  written: number;
  /** The tenants whose value in Workers KV is not a valid route, the first of them by id. */
  damaged: string[];
};

/** An unfinished comparison: first everything in Workers KV, then what only DynamoDB has. */
export type LookupSweep = {
  startedAt: Date;
  hosts: LookupHostName[];
  store: RouteStoreName;
  cursor?: string | undefined;
  tenants: number;
  /** Checked once more at the end. */
  suspects: string[];
  suspectedAt?: Date | undefined;
};

export const lookupHostNames = ["cloudflare", "aws"] as const;
export type LookupHostName = (typeof lookupHostNames)[number];

export type LookupVerification = {
  startedAt: Date;
  finishedAt: Date;
  tenants: number;
  findings: number;
  /** The hosts that were queried for every tenant. */
  hosts: LookupHostName[];
};

export type LookupJournal = {
  backfill?: LookupBackfill | undefined;
  sweep?: LookupSweep | undefined;
  /** Finished comparisons since a backfill or a repair last wrote either store, oldest first. */
  verified: LookupVerification[];
};

const freshMilliseconds = 24 * 3600 * 1000;

/**
 * `verify_twice`: the last two comparisons must be consecutive, cover both hosts and have no
 * findings.
 */
export type LookupBlock = "backfill_unfinished" | "verify_twice" | "verify_again";

/** Why the lookup's DNS record must not be moved yet. */
export const lookupBlocksOf = ({ backfill, verified }: LookupJournal, now: Date): LookupBlock[] => {
  const blocks: LookupBlock[] = [];
  if (backfill !== undefined && backfill.finishedAt === undefined) blocks.push("backfill_unfinished");
  const [first, second] = verified.slice(-2);
  const isClean = (each: LookupVerification): boolean =>
    each.findings === 0 && lookupHostNames.every((name) => each.hosts.includes(name));
  if (first === undefined || second === undefined || !isClean(first) || !isClean(second)) blocks.push("verify_twice");
  else if (second.startedAt < first.finishedAt) blocks.push("verify_twice");
  else if (now.getTime() - second.finishedAt.getTime() > freshMilliseconds) blocks.push("verify_again");
  return blocks;
};
