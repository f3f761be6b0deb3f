import type { Store } from "@cogrion/domain";

const keptHours = 24;

/** Forgets answers older than a day; tells how many. Repetitions come within minutes. */
export const purgeIdempotencyKeys = ({ store }: { store: Store }, now: Date): Promise<number> =>
  store.idempotency.purge(new Date(now.getTime() - keptHours * 3_600_000));
