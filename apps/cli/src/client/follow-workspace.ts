import type { ApiClient, WorkspaceEventView, WorkspaceView } from "@cogrion/contract";
import { ApiError, ApiUnreachableError, followEvents, routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { isResting } from "@cogrion/domain";
import { setTimeout as sleep } from "node:timers/promises";
import { NotSignedInError } from "../sign-in/access-token.ts";
import { IssuerUnreachableError } from "../sign-in/authorization-server.ts";

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
  { onEvent, signal, onInterrupted, onResumed }: FollowWorkspaceOptions,
): Promise<WorkspaceView> => {
  const read = (): Promise<WorkspaceView> => api.call(routes.getWorkspace, { params: { workspace_id: workspaceId } });
  const before = await read();
  if (isResting(before.state)) return before;
  const { items: known } = await api.call(routes.streamEvents, { params: { workspace_id: workspaceId } });
  const ended = new AbortController();
  const following = followEvents(api, workspaceId, {
    onInterrupted: (error) => {
      // No coming back helps a session that is over.
      if (error instanceof NotSignedInError) throw error;
      onInterrupted?.(error);
    },
    ...(onResumed === undefined ? {} : { onResumed }),
    afterSequence: beginningOf(known),
    signal: AbortSignal.any([signal, ended.signal]),
  });
  for await (const event of following) {
    onEvent(event);
    if (event.type !== "state_changed") continue;
    const workspace = await readPatiently(read, signal);
    if (isResting(workspace.state)) {
      ended.abort();
      return workspace;
    }
  }
  throw signal.reason instanceof Error ? signal.reason : new Error("interrupted");
};

/** The sequence after which the work under way is told: what it did before this first look is told too, what was before it is not. */
export const beginningOf = (events: readonly WorkspaceEventView[]): number =>
  events.findLast(
    ({ type, data }) => type === "state_changed" && ["preflight", "deleting"].includes(String(data["state"])),
  )?.sequence ?? 0;

/** An outage between an event and the look that it asks for is one more thing to wait through. */
const readPatiently = async (read: () => Promise<WorkspaceView>, signal: AbortSignal): Promise<WorkspaceView> => {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const isOutage =
        error instanceof ApiUnreachableError ||
        error instanceof IssuerUnreachableError ||
        (error instanceof ApiError && error.problem.status >= 500);
      if (!isOutage) throw error;
      await sleep(1000, undefined, { signal });
    }
  }
};
