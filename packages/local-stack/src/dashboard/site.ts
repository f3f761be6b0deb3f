import type { Place } from "@cogrion/domain";
import { regionDomainOf } from "@cogrion/domain";
import type { Site } from "@cogrion/edge/dashboard/site";
import { signInOriginOf } from "../edge/sign-in.ts";
import { regionTableOf } from "../region/table.ts";

export type SitePorts = { dashboard: number; lookup: number; signIn: number };
export type SitedRegion = { place: Place; apiUrl: string; issuer: string };

export const dashboardOriginOf = (port: number): string => `http://localhost:${port}`;

/** What the dashboard of a local stack knows: the ports take the place of the names. */
export const localSiteOf = (ports: SitePorts, regions: readonly SitedRegion[]): Site => {
  const table = regionTableOf("local");
  const entry = new URL(signInOriginOf(ports.signIn));
  return {
    environment: "local",
    origin: dashboardOriginOf(ports.dashboard),
    lookupUrl: `http://localhost:${ports.lookup}/lookup`,
    regions: regions.map(({ place, apiUrl, issuer }) => ({
      id: place.region,
      location: table.regions[place.region]?.location ?? place.region,
      domain: regionDomainOf(place),
      apiUrl,
      issuer,
      authOrigin: `${entry.protocol}//${place.region}.${entry.host}`,
    })),
  };
};
