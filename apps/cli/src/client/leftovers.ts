import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import { ApiError, routes } from "@cogrion/contract";

/**
 * How many resources the deletion of the workspace left behind, according to its receipt. 0 while
 * it is not deleted, and if it has no receipt.
 */
export const countLeftovers = async (
  api: ApiClient,
  { id, state }: Pick<WorkspaceView, "id" | "state">,
): Promise<number> => {
  if (state !== "deleted") return 0;
  try {
    const { left } = await api.call(routes.getReceipt, { params: { workspace_id: id } });
    return left.length;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === "receipt_not_found") return 0;
    throw error;
  }
};
