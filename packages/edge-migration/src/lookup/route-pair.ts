import type { RouteStoreName } from "@cogrion/domain/ports/edge";
import type { RouteEntry, WritableRouteEntry } from "@cogrion/domain/workspace/tenant-route";
import { isSameRoute } from "@cogrion/domain/workspace/tenant-route";

/** The entry of one workspace in each of the two stores; undefined for none. */
export type RoutePair = { kv: RouteEntry | undefined; dynamodb: RouteEntry | undefined };

/**
 * `missing`: one store has no entry. `different`: the stores would return different routes.
 * `version`: the same route with different versions, so that an older write could be accepted.
 * `damaged`: a store's value is not a valid route of this workspace.
 */
export type RouteDifference = "missing" | "different" | "version" | "damaged";

const isGone = (entry: RouteEntry | undefined): boolean => entry === undefined || entry.state === "deleted";

export const routeDifferenceOf = ({ kv, dynamodb }: RoutePair): RouteDifference | undefined => {
  if (kv?.state === "damaged" || dynamodb?.state === "damaged") return "damaged";
  // Workers KV does not remember deletions.
  if (isGone(kv) && isGone(dynamodb)) return undefined;
  if (kv?.state !== "live" || dynamodb?.state !== "live") return "missing";
  if (!isSameRoute(kv.route, dynamodb.route)) return "different";
  return kv.version === dynamodb.version ? undefined : "version";
};

const writable = (entry: RouteEntry | undefined): WritableRouteEntry | undefined =>
  entry === undefined || entry.state === "damaged" ? undefined : entry;

/**
 * Which store has to be written with what, so that both have the same: the newer version, or
 * DynamoDB's if the versions are equal, as in a double write (docs/adr/0018). Undefined if they are
 * equal, and if neither has a valid entry.
 */
export const routeRepairOf = (pair: RoutePair): { store: RouteStoreName; entry: WritableRouteEntry } | undefined => {
  if (routeDifferenceOf(pair) === undefined) return undefined;
  const [kv, dynamodb] = [writable(pair.kv), writable(pair.dynamodb)];
  if (dynamodb !== undefined && (kv === undefined || kv.version <= dynamodb.version)) {
    return { store: "cloudflare-kv", entry: dynamodb };
  }
  return kv === undefined ? undefined : { store: "dynamodb", entry: kv };
};
