import type { Environment } from "../naming/environment.ts";
import { delegatedZoneOf } from "../naming/hosts.ts";
import type { RegionId } from "../naming/region.ts";
import { isRegionId } from "../naming/region.ts";
import { isUrlWithinZone } from "../naming/urls.ts";
import { isWorkspaceId } from "./id.ts";

/** The value that the tenant lookup returns, field for field. */
export type Route = { region: RegionId; bff_url: string };

/**
 * A store's entry for a workspace's id. `version` is 0 if it was written without one. A store that
 * can (DynamoDB) remembers a deletion for some time, so that a late older write does not restore a
 * route.
 */
export type RouteEntry = { workspaceId: string; version: number } & (
  | { state: "live"; route: Route }
  | { state: "deleted" }
  | { state: "damaged" }
);

export type WritableRouteEntry = Exclude<RouteEntry, { state: "damaged" }>;

/**
 * The route, if the stored value is a route of this tenant and contains nothing else; undefined if
 * it is damaged.
 */
const parseRoute = (stored: unknown, tenant: string, environment: Environment): Route | undefined => {
  if (typeof stored !== "object" || stored === null || !isWorkspaceId(tenant)) return undefined;
  const { region, bff_url: url, ...rest } = stored as Record<string, unknown>;
  if (Object.keys(rest).length > 0 || typeof region !== "string" || !isRegionId(region)) return undefined;
  if (typeof url !== "string" || !isUrlWithinZone(url, delegatedZoneOf(tenant, { environment, region }), environment))
    return undefined;
  return { region, bff_url: url };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const entryOf = (
  stored: unknown,
  key: Pick<RouteEntry, "workspaceId" | "version">,
  environment: Environment,
): RouteEntry => {
  const route = parseRoute(stored, key.workspaceId, environment);
  return route === undefined ? { ...key, state: "damaged" } : { ...key, state: "live", route };
};

/**
 * The value of a store of texts (Workers KV): the JSON that the lookup returns. The version is
 * stored beside it.
 */
export const routeTextOf = (route: Route): string => JSON.stringify(route);

export const routeEntryOfText = (
  text: string,
  key: Pick<RouteEntry, "workspaceId" | "version">,
  environment: Environment,
): RouteEntry => entryOf(parseJson(text), key, environment);

/** An item in DynamoDB's API, with the attribute types that a route uses. */
export type RouteItem = Readonly<Record<string, { S?: string; N?: string; BOOL?: boolean }>>;
type WritableAttribute = { S: string } | { N: string } | { BOOL: boolean };

/** The table's only key. */
export const routeKeyOf = (workspaceId: string): { tenant_id: { S: string } } => ({ tenant_id: { S: workspaceId } });

/** Condition of a write: the stored item is not newer than this entry. */
export const routeWriteCondition = (entry: WritableRouteEntry) => ({
  ConditionExpression: "attribute_not_exists(version) OR version <= :version",
  ExpressionAttributeValues: { ":version": { N: String(entry.version) } },
});

/**
 * `tenant_id`, `version`, `region`, `bff_url`; a deletion has `is_deleted` and `expires_at` instead
 * of the last two.
 */
export const routeItemOf = (
  entry: WritableRouteEntry,
  /** Seconds since 1970, when the table's time-to-live deletes the record of a deletion. */
  expiresAtSeconds: number,
): Record<string, WritableAttribute> => {
  const key = { ...routeKeyOf(entry.workspaceId), version: { N: String(entry.version) } };
  if (entry.state === "live") return { ...key, region: { S: entry.route.region }, bff_url: { S: entry.route.bff_url } };
  return { ...key, is_deleted: { BOOL: true }, expires_at: { N: String(expiresAtSeconds) } };
};

export const routeEntryOfItem = (item: RouteItem, environment: Environment): RouteEntry => {
  const { tenant_id: id, version, ...stored } = item;
  const key = { workspaceId: id?.S ?? "", version: Number(version?.N ?? 0) };
  if (stored["is_deleted"]?.BOOL === true) return { ...key, state: "deleted" };
  const texts = Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, value.S]));
  return entryOf(texts, key, environment);
};

export const isSameRoute = (one: Route, other: Route): boolean =>
  one.region === other.region && one.bff_url === other.bff_url;
