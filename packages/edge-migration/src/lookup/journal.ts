import type { RouteStoreName } from "@cogrion/domain";

/** What a long command has done so far, so that the next one goes on there. Written whole, or not at all. */
export type Journal<State> = { read(): Promise<State>; write(state: State): Promise<void> };

export type LookupBackfill = {
  startedAt: Date;
  finishedAt?: Date | undefined;
  /** Where the next page begins. */
  cursor?: string | undefined;
  tenants: number;
  written: number;
  /** Whose value in Workers KV is no route of theirs, the first of them by id. */
  damaged: string[];
};

/** A comparison that is under way: first all that Workers KV holds, then what DynamoDB alone holds. */
export type LookupSweep = {
  startedAt: Date;
  hosts: LookupHostName[];
  store: RouteStoreName;
  cursor?: string | undefined;
  tenants: number;
  /** Looked at once more at the end. */
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
  /** Those that were asked for every tenant. */
  hosts: LookupHostName[];
};

export type LookupJournal = {
  backfill?: LookupBackfill | undefined;
  sweep?: LookupSweep | undefined;
  /** Finished ones, oldest first, since either store was last written by a backfill or a repair. */
  verified: LookupVerification[];
};

const freshMilliseconds = 24 * 3600 * 1000;

/** `verify_twice`: the last two comparisons, one after the other, have to be of both hosts and without a finding. */
export type LookupBlock = "backfill_unfinished" | "verify_twice" | "verify_again";

/** What keeps the lookup's record from being moved. */
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
