import type { Route } from "./route.ts";

/** Kinds of requests that are counted separately; docs/guides/rate-limits.md has a row for each. */
export const limitClasses = ["reads", "writes", "creations", "exports", "workspace", "anonymous"] as const;
export type LimitClass = (typeof limitClasses)[number];

/**
 * The limit class of a route: its own if it has one, otherwise by its shape. Calls of regions are
 * not limited.
 */
export const limitClassOf = ({ security, limit, method, isIdempotent }: Route): LimitClass | undefined => {
  if (security === "region") return undefined;
  if (security === "none") return "anonymous";
  if (security === "workspace") return "workspace";
  if (limit !== undefined) return limit;
  if (method === "GET") return "reads";
  return isIdempotent === true ? "creations" : "writes";
};
