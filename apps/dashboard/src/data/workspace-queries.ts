import { ApiError, routes } from "@cogrion/contract";
import type { ErrorCode, WorkspaceId } from "@cogrion/domain";
import { queryOptions } from "@tanstack/react-query";
import type { SiteRegion } from "../site.ts";
import { apiOf } from "./api.ts";
import { readEvents } from "./read-events.ts";

export const workspaceKey = (region: SiteRegion, id: WorkspaceId) => ["workspace", region.id, id] as const;

/** Null where the API says that there is none yet. */
const orNull = async <T>(code: ErrorCode, read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === code) return null;
    throw error;
  }
};

export const workspaceQueries = (region: SiteRegion, id: WorkspaceId) => {
  const api = apiOf(region);
  const params = { workspace_id: id };
  const key = workspaceKey(region, id);
  return {
    /** With the version that a change is made against. */
    workspace: queryOptions({
      queryKey: [...key, "workspace"],
      queryFn: async () => {
        const { body, headers } = await api.exchange(routes.getWorkspace, { params });
        return { workspace: body, version: headers.get("etag") ?? undefined };
      },
    }),
    steps: queryOptions({ queryKey: [...key, "steps"], queryFn: () => api.call(routes.listSteps, { params }) }),
    preflight: queryOptions({
      queryKey: [...key, "preflight"],
      queryFn: () => orNull("preflight_not_found", api.call(routes.getPreflight, { params })),
    }),
    drift: queryOptions({
      queryKey: [...key, "drift"],
      queryFn: () => orNull("drift_not_found", api.call(routes.getDrift, { params })),
    }),
    receipt: queryOptions({
      queryKey: [...key, "receipt"],
      queryFn: () => orNull("receipt_not_found", api.call(routes.getReceipt, { params })),
    }),
    ledger: queryOptions({ queryKey: [...key, "ledger"], queryFn: () => api.call(routes.listLedger, { params }) }),
    tokens: queryOptions({ queryKey: [...key, "tokens"], queryFn: () => api.call(routes.listTokens, { params }) }),
    template: queryOptions({
      queryKey: ["template", region.id, id],
      queryFn: () => api.call(routes.getOnboardingTemplate, { params }),
      staleTime: 3_600_000,
    }),
    events: queryOptions({
      queryKey: [...key, "events"],
      queryFn: () => readEvents(region, id),
      // Followed from there on: it is read once.
      staleTime: Number.POSITIVE_INFINITY,
    }),
  };
};
