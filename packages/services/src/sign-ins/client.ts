import type { Place, SignInClient, Store, WorkspaceId } from "@cogrion/domain";
import { redirectUrisOf } from "@cogrion/domain";

/** What the realm has to know of a workspace's client, as the database has it now. */
export const signInClientOf = async (
  { store, place, localBffPort }: { store: Store; place: Place; localBffPort?: number | undefined },
  id: WorkspaceId,
): Promise<SignInClient> => {
  const redirectUris = redirectUrisOf(id, place, localBffPort === undefined ? {} : { localBffPort });
  return {
    clientId: id,
    redirectUris,
    webOrigins: redirectUris.map((uri) => new URL(uri).origin),
    keys: await store.signIns.keysOf(id),
    access: await store.signIns.accessOf(id),
  };
};
