import type { Place, SignInClients, Store, WorkspaceId } from "@cogrion/domain";
import { drain } from "../outbox/drain.ts";
import { signInClientOf } from "./client.ts";

export type SyncSignInsDeps = {
  store: Store;
  place: Place;
  localBffPort?: number | undefined;
  signInClients: Pick<SignInClients, "update">;
  onFailed: (failure: { workspaceId: WorkspaceId; attempts: number; error: unknown }) => void;
};

/**
 * Tells the realm who may sign in to workspaces, and by which keys, one workspace at a time; returns
 * how many were told. The database was written first and decides: after a crash the next turn tells
 * the same again. The client itself is made and deleted by provisioning.
 */
export const syncSignIns = ({ onFailed, ...deps }: SyncSignInsDeps): Promise<number> =>
  drain(deps.store, {
    claim: (tx) => tx.signIns.claimForSync(),
    send: async ({ workspaceId }) => deps.signInClients.update(await signInClientOf(deps, workspaceId)),
    markDone: (tx, { workspaceId, revision }) => tx.signIns.markSynced(workspaceId, revision),
    postpone: (tx, { workspaceId }, delaySeconds) => tx.signIns.postponeSync(workspaceId, delaySeconds),
    onFailed: ({ workspaceId, attempts }, error) => onFailed({ workspaceId, attempts: attempts + 1, error }),
  });
