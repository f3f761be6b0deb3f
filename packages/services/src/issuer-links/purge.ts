import type { Store } from "@cogrion/domain";

/** Needed in an incident for this long; the audit log keeps what happened. */
const keptSeconds = 90 * 24 * 3600;

/** Deletes links that ended, and requests that were never confirmed, ninety days ago. */
export const purgeIssuerLinks = ({ store }: { store: Store }, now: Date): Promise<number> =>
  store.issuerLinks.purge(new Date(now.getTime() - keptSeconds * 1000));
