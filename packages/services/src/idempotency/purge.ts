import type { Store } from "@cogrion/domain";

const keptHours = 24;

/** Deletes responses older than a day; returns how many. Clients repeat requests within minutes. */
export const purgeIdempotencyKeys = ({ store }: { store: Store }, now: Date): Promise<number> =>
  store.idempotency.purge(new Date(now.getTime() - keptHours * 3_600_000));
