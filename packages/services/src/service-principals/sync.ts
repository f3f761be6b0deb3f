import type { ServiceClients, Store } from "@cogrion/domain";
import { clientIdOf } from "@cogrion/domain";
import { drain } from "../outbox/drain.ts";

export type SyncServicePrincipalsDeps = {
  store: Store;
  clients: ServiceClients;
  onFailed: (failure: { servicePrincipalId: string; attempts: number; error: unknown }) => void;
};

/**
 * Sends the database's service principals to the realm, one at a time, and returns how many were
 * sent. The database was written first and decides: after a crash the next run sends the same
 * again.
 */
export const syncServicePrincipals = ({ store, clients, onFailed }: SyncServicePrincipalsDeps): Promise<number> =>
  drain(store, {
    claim: (tx) => tx.servicePrincipals.claimForSync(),
    async send({ id, state, keys }) {
      const clientId = clientIdOf(id);
      if (state !== "deleted") return (await clients.put({ clientId, isEnabled: state === "active", keys })).subject;
      await clients.delete(clientId);
      return undefined;
    },
    markDone: (tx, { id, revision }, subject) => tx.servicePrincipals.markSynced(id, revision, subject),
    postpone: (tx, { id }, delaySeconds) => tx.servicePrincipals.postponeSync(id, delaySeconds),
    onFailed: ({ id, attempts }, error) => onFailed({ servicePrincipalId: id, attempts: attempts + 1, error }),
  });
