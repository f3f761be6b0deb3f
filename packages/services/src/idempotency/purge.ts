import type { Store } from "@cogrion/domain";

const retentionHours = 24;

/** Deletes responses older than a day; returns how many. Clients repeat requests within minutes. */
export const purgeIdempotencyKeys = ({ store }: { store: Store }, now: Date): Promise<number> =>
  store.idempotency.purge(new Date(now.getTime() - retentionHours * 3_600_000));
