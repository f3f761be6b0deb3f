import type { ApiClient, WorkspaceEventView, WorkspaceView } from "@cogrion/contract";
import { followEvents, routes } from "@cogrion/contract";
import type { WorkspaceId, WorkspaceState } from "@cogrion/domain";

const resting: readonly WorkspaceState[] = ["blocked", "failed", "awaiting_bff", "active", "deleted"];

export type FollowWorkspaceOptions = {
  onEvent: (event: WorkspaceEventView) => void;
  signal: AbortSignal;
  /** Told when the stream broke, and when it is back; it comes back by itself. */
  onInterrupted?: (error: Error) => void;
  onResumed?: () => void;
};

/** Tells each event until the workspace rests: it waits for somebody, or the work is done. */
export const followWorkspace = async (
  api: ApiClient,
  workspaceId: WorkspaceId,
  { onEvent, signal, ...rest }: FollowWorkspaceOptions,
): Promise<WorkspaceView> => {
  const read = (): Promise<WorkspaceView> => api.call(routes.getWorkspace, { params: { workspace_id: workspaceId } });
  const before = await read();
  if (resting.includes(before.state)) return before;
  const { items: known } = await api.call(routes.streamEvents, { params: { workspace_id: workspaceId } });
  const ended = new AbortController();
  const following = followEvents(api, workspaceId, {
    ...rest,
    // What came before is told too where this is the first look at it.
    afterSequence:
      known.findLast((event) => event.type === "state_changed" && event.data["state"] === "preflight")?.sequence ?? 0,
    signal: AbortSignal.any([signal, ended.signal]),
  });
  for await (const event of following) {
    onEvent(event);
    if (event.type !== "state_changed") continue;
    const workspace = await read();
    if (resting.includes(workspace.state)) {
      ended.abort();
      return workspace;
    }
  }
  throw signal.reason instanceof Error ? signal.reason : new Error("interrupted");
};
