import type { RouteStoreName } from "@cogrion/domain/ports/edge";
import type { RouteEntry, WritableRouteEntry } from "@cogrion/domain/workspace/tenant-route";
import { isSameRoute } from "@cogrion/domain/workspace/tenant-route";

/** What each of the two stores holds of one workspace; undefined for nothing. */
export type RoutePair = { kv: RouteEntry | undefined; dynamodb: RouteEntry | undefined };

/**
 * `missing`: one store lacks it. `different`: they would be answered otherwise. `version`: the same
 * answer, at another version, so that an older write could be let in. `damaged`: what a store holds
 * is no route of this workspace.
 */
export type RouteDifference = "missing" | "different" | "version" | "damaged";

const isGone = (entry: RouteEntry | undefined): boolean => entry === undefined || entry.state === "deleted";

export const routeDifferenceOf = ({ kv, dynamodb }: RoutePair): RouteDifference | undefined => {
  if (kv?.state === "damaged" || dynamodb?.state === "damaged") return "damaged";
  // Workers KV remembers no deletion.
  if (isGone(kv) && isGone(dynamodb)) return undefined;
  if (kv?.state !== "live" || dynamodb?.state !== "live") return "missing";
  if (!isSameRoute(kv.route, dynamodb.route)) return "different";
  return kv.version === dynamodb.version ? undefined : "version";
};

const writable = (entry: RouteEntry | undefined): WritableRouteEntry | undefined =>
  entry === undefined || entry.state === "damaged" ? undefined : entry;

/**
 * Which store has to be written with what, so that both hold the same: the newer version, and
 * DynamoDB's where the versions are the same, as in a double write (docs/adr/0018). Undefined where
 * they are the same, and where neither holds anything sound.
 */
export const routeRepairOf = (pair: RoutePair): { store: RouteStoreName; entry: WritableRouteEntry } | undefined => {
  if (routeDifferenceOf(pair) === undefined) return undefined;
  const [kv, dynamodb] = [writable(pair.kv), writable(pair.dynamodb)];
  if (dynamodb !== undefined && (kv === undefined || kv.version <= dynamodb.version)) {
    return { store: "cloudflare-kv", entry: dynamodb };
  }
  return kv === undefined ? undefined : { store: "dynamodb", entry: kv };
};
