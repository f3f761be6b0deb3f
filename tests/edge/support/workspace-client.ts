import type { SignInAccess, SignInClient, WorkspaceId } from "@cogrion/domain";
import type { ClientKey } from "@cogrion/testing/client-key";
import { edgeStand } from "./stand.ts";

export const accessFor = (people: SignInAccess["people"], more: Partial<SignInAccess> = {}): SignInAccess => ({
  people,
  domains: [],
  groups: [],
  ...more,
});

export const clientOf = (
  clientId: WorkspaceId,
  keys: readonly ClientKey[],
  access: SignInAccess = accessFor({}),
): SignInClient => {
  const { appOrigin, redirectUri } = edgeStand();
  return {
    clientId,
    redirectUris: [redirectUri],
    webOrigins: [appOrigin],
    keys: keys.map(({ id, publicKey }) => ({ id, publicKey })),
    access,
  };
};
