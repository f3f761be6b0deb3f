import type { RegionId } from "@cogrion/domain/naming/region";
import { patternTextOf } from "../doors/pattern.ts";
import { filePaths, realmPaths } from "../doors/table.ts";
import { edgeHeader, edgeHeaderValue } from "./edge-header.ts";

type Condition =
  | { field: "host-header"; values: string[] }
  | { field: "path-pattern"; regexValues: string[] }
  | { field: "http-header"; name: string; values: string[] };

export type ListenerRule = {
  priority: number;
  /** All conditions must match; of a condition's values, any. */
  conditions: Condition[];
  forwardTo: "keycloak" | "to-global";
};

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
const maxValues = 5;

/** The listener's default action for this host: a path that no rule matches does not exist. */
export const defaultAction = {
  type: "fixed-response",
  statusCode: 404,
  contentType: "application/json",
  messageBody: JSON.stringify({
    type: "https://docs.cogrion.com/errors#route_not_found",
    title: "No such route",
    status: 404,
    code: "route_not_found",
  }),
} as const;

/**
 * Rules of the region's public load balancer for its Keycloak's host, in the terms of Elastic Load
 * Balancing, from the same table as the global door. Programs and static files reach Keycloak. A
 * person's page reaches it only through the proxy: a browser that an identity provider or a mail
 * sends here is redirected to the origin of its cookies. `defaultAction` is for the rest.
 */
export const listenerRulesOf = (regionalHost: string, region: RegionId): ListenerRule[] => {
  const host: Condition = { field: "host-header", values: [regionalHost] };
  const fromProxy: Condition = { field: "http-header", name: edgeHeader, values: [edgeHeaderValue] };
  const realm = realmPaths
    .filter(({ doors }) => doors.includes("regional"))
    .map((allowed) => ({ ...allowed, pattern: patternTextOf(allowed, region) }));
  const files = filePaths.map((allowed) => patternTextOf(allowed, region));
  const pages = realm.filter(({ reader }) => reader === "person").map(({ pattern }) => pattern);
  const programs = realm.filter(({ reader }) => reader === "program").map(({ pattern }) => pattern);
  const rulesOf = (
    patterns: readonly string[],
    conditions: Condition[],
    forwardTo: ListenerRule["forwardTo"],
  ): Omit<ListenerRule, "priority">[] => {
    const room = maxValues - conditions.length;
    return Array.from({ length: Math.ceil(patterns.length / room) }, (_, at) => ({
      conditions: [...conditions, { field: "path-pattern", regexValues: patterns.slice(at * room, (at + 1) * room) }],
      forwardTo,
    }));
  };
  return [
    ...rulesOf([...programs, ...files], [host], "keycloak"),
    ...rulesOf(pages, [host, fromProxy], "keycloak"),
    ...rulesOf(pages, [host], "to-global"),
  ].map((rule, index) => ({ priority: index + 1, ...rule }));
};
