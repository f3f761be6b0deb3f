import type { Place, RegionId, Store, WorkspaceId } from "@cogrion/domain";
import { heartbeatIntervalSeconds, issuerOf, redirectUrisOf } from "@cogrion/domain";
import type { BffCaller } from "../access/caller.ts";
import { requireOwnWorkspace } from "./require-own.ts";

export type BffConfigDeps = {
  store: Store;
  place: Place;
  /** The local stack's own addresses; other environments do not read them. */
  local?: { authHost: string; bffPort: number };
};

/**
 * What a BFF needs to run. The endpoints are those of Keycloak's realm, whose name is the region's
 * id.
 */
export type BffConfig = {
  version: number;
  workspaceId: WorkspaceId;
  region: RegionId;
  signIn: {
    issuer: string;
    authorizationEndpoint: string;
    tokenEndpoint: string;
    endSessionEndpoint: string;
    jwksUri: string;
    clientId: string;
    redirectUris: string[];
  };
  featureFlags: Record<string, boolean>;
  heartbeatIntervalSeconds: number;
};

/** @throws CogrionError `workspace_not_found` */
export const getBffConfig = async (deps: BffConfigDeps, caller: BffCaller, id: WorkspaceId): Promise<BffConfig> => {
  await requireOwnWorkspace(deps, caller, id);
  const { place, local } = deps;
  const config = await deps.store.configs.latest(id);
  const issuer = issuerOf(place, local?.authHost);
  const endpoint = (name: string) => `${issuer}/protocol/openid-connect/${name}`;
  return {
    version: config.version,
    workspaceId: id,
    region: place.region,
    signIn: {
      issuer,
      authorizationEndpoint: endpoint("auth"),
      tokenEndpoint: endpoint("token"),
      endSessionEndpoint: endpoint("logout"),
      jwksUri: endpoint("certs"),
      clientId: id,
      redirectUris: redirectUrisOf(id, place, local && { localBffPort: local.bffPort }),
    },
    featureFlags: config.featureFlags,
    heartbeatIntervalSeconds,
  };
};
