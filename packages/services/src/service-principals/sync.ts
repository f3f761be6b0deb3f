import type { ServiceClients, Store } from "@cogrion/domain";
import { clientIdOf } from "@cogrion/domain";

const longestDelaySeconds = 60;

export type SyncServicePrincipalsDeps = {
  store: Store;
  /** Has a deadline of its own, well below the 30 s that a transaction may wait. */
  clients: ServiceClients;
  /** Told of each failure; it is tried again. */
  onFailed: (failure: { servicePrincipalId: string; attempts: number; error: unknown }) => void;
};

/**
 * Tells the realm what the database says of service principals, one at a time, and answers how many. The database decides, and was written before: whatever
 * dies in between, the next turn does the same again. Several may do this at once.
 */
export const syncServicePrincipals = async ({
  store,
  clients,
  onFailed,
}: SyncServicePrincipalsDeps): Promise<number> => {
  let synced = 0;
  for (;;) {
    const outcome = await store.transaction(async (tx) => {
      const due = await tx.servicePrincipals.claimForSync();
      if (due === undefined) return "none";
      const { id, state, keys, revision, attempts } = due;
      const clientId = clientIdOf(id);
      try {
        if (state === "deleted") {
          await clients.delete(clientId);
          await tx.servicePrincipals.markSynced(id, revision, undefined);
        } else {
          const { subject } = await clients.put({ clientId, isEnabled: state === "active", keys });
          await tx.servicePrincipals.markSynced(id, revision, subject);
        }
        return "synced";
      } catch (error) {
        onFailed({ servicePrincipalId: id, attempts: attempts + 1, error });
        await tx.servicePrincipals.postponeSync(id, Math.min(2 ** attempts, longestDelaySeconds));
        return "failed";
      }
    });
    if (outcome === "none") return synced;
    if (outcome === "synced") synced++;
  }
};
