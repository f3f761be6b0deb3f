import type { Environment } from "@cogrion/domain/naming/environment";
import type { WorkspaceId } from "@cogrion/domain/workspace/id";
import { isWorkspaceId } from "@cogrion/domain/workspace/id";

export type Query = { tenant: WorkspaceId; environment: Environment | undefined };

/**
 * Each parameter once and no others, so that a cache keyed by the URL cannot be filled with
 * variants of one response. Undefined if malformed.
 */
export const parseQuery = (search: URLSearchParams): Query | undefined => {
  const names = [...search.keys()];
  if (new Set(names).size !== names.length || names.some((name) => name !== "tenant" && name !== "env"))
    return undefined;
  const tenant = search.get("tenant");
  const environment = search.get("env");
  if (tenant === null || !isWorkspaceId(tenant)) return undefined;
  if (environment !== null && environment !== "dev") return undefined;
  return { tenant, environment: environment ?? undefined };
};
