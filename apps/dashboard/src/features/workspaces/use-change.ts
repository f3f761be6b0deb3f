import type { Route, SuccessOf } from "@cogrion/contract";
import type { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useScope } from "../../app/context.tsx";
import { apiOf, ifMatch } from "../../data/api.ts";
import { workspaceKey } from "../../data/workspace-queries.ts";

type ChangingRoute = Route & {
  params: typeof routes.retryWorkspace.params;
  responses: { 202: { schema: (typeof routes.retryWorkspace.responses)[202]["schema"] } };
};
type Retry = SuccessOf<typeof routes.retryWorkspace>;

/**
 * A change of a workspace against the version that the page shows: of two people at once one is
 * told that it has changed.
 */
export const useChange = (
  id: WorkspaceId,
  version: string | undefined,
  route: ChangingRoute,
  onDone?: (workspace: Retry) => void,
) => {
  const { region } = useScope();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const input = { params: { workspace_id: id }, headers: ifMatch(version) };
      return (await apiOf(region).exchange(route as typeof routes.retryWorkspace, input)).body;
    },
    onSuccess: onDone,
    onSettled: () => queryClient.invalidateQueries({ queryKey: workspaceKey(region, id) }),
  });
};
