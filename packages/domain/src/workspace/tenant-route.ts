import type { Environment } from "../naming/environment.ts";
import { delegatedZoneOf } from "../naming/hosts.ts";
import type { RegionId } from "../naming/region.ts";
import { isRegionId } from "../naming/region.ts";
import { isUrlWithinZone } from "../naming/urls.ts";
import { isWorkspaceId } from "./id.ts";

/** The value that the tenant lookup answers, field for field. */
export type Route = { region: RegionId; bff_url: string };

/** What was stored, when it is a route of this very tenant and nothing beside it; undefined when it is damaged. */
export const parseRoute = (stored: unknown, tenant: string, environment: Environment): Route | undefined => {
  if (typeof stored !== "object" || stored === null || !isWorkspaceId(tenant)) return undefined;
  const { region, bff_url: url, ...rest } = stored as Record<string, unknown>;
  if (Object.keys(rest).length > 0 || typeof region !== "string" || !isRegionId(region)) return undefined;
  if (typeof url !== "string" || !isUrlWithinZone(url, delegatedZoneOf(tenant, { environment, region }), environment))
    return undefined;
  return { region, bff_url: url };
};

/** As `parseRoute`, of the JSON text that a store of texts holds. */
export const parseRouteText = (text: string, tenant: string, environment: Environment): Route | undefined => {
  try {
    return parseRoute(JSON.parse(text), tenant, environment);
  } catch {
    return undefined;
  }
};

export const isSameRoute = (one: Route, other: Route): boolean =>
  one.region === other.region && one.bff_url === other.bff_url;
