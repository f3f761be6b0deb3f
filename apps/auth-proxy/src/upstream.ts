import type { Environment } from "@cogrion/domain/naming/environment";
import { regionalHostOf } from "@cogrion/domain/naming/hosts";
import type { RegionId } from "@cogrion/domain/naming/region";
import { isRegionId } from "@cogrion/domain/naming/region";

export type Upstream = {
  region: RegionId;
  /**
   * Keycloak's single frontend URL, `https://auth.sgp-1.cogrion.com`, where the proxy reaches it.
   */
  origin: string;
  /**
   * The only origin where browsers see this region's pages: `https://sgp-1.auth.cogrion.com`
   * (docs/adr/0037).
   */
  browserOrigin: string;
};

/** The region's own origin below the entry. */
export const browserOriginOf = (globalOrigin: string, region: string): string => {
  const { protocol, host } = new URL(globalOrigin);
  return `${protocol}//${region}.${host}`;
};

/**
 * `sgp-1,frankfurt-1`. The origin follows from the name, so that no setting can point elsewhere.
 * Only the local stack, which has no DNS, sets it: `sgp-1=http://localhost:8080`. @throws Error at
 * start, for a malformed list
 */
export const parseUpstreams = (
  list: string,
  environment: Environment,
  globalOrigin: string,
): ReadonlyMap<string, Upstream> => {
  const upstreams = new Map<string, Upstream>();
  for (const entry of list.split(",")) {
    const [region = "", localOrigin] = entry.trim().split("=");
    if (!isRegionId(region)) throw new Error(`REGIONS contains "${region}", which is not a region id`);
    if ((environment === "local") !== (localOrigin !== undefined)) {
      throw new Error("REGIONS must contain origins in the local environment, and only there");
    }
    const origin = localOrigin ?? `https://${regionalHostOf("auth", { environment, region })}`;
    if (new URL(origin).origin !== origin) throw new Error(`REGIONS: "${origin}" is not an origin`);
    upstreams.set(region, { region, origin, browserOrigin: browserOriginOf(globalOrigin, region) });
  }
  return upstreams;
};
