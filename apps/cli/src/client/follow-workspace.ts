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
  /** Called when the stream breaks; it reconnects automatically. */
  onInterrupted?: (error: Error) => void;
  onResumed?: () => void;
};

/**
 * Passes each event on until the workspace rests, which means that it waits for a person or is
 * finished.
 */
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
      // Reconnecting does not help if the session has ended.
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
    const workspace = await readThroughOutages(read, signal);
    if (isResting(workspace.state)) {
      ended.abort();
      return workspace;
    }
  }
  throw signal.reason instanceof Error ? signal.reason : new Error("interrupted");
};

/**
 * The sequence after which the current work began, so that its earlier events are shown and older
 * ones are not.
 */
export const beginningOf = (events: readonly WorkspaceEventView[]): number =>
  events.findLast(
    ({ type, data }) => type === "state_changed" && ["preflight", "deleting"].includes(String(data["state"])),
  )?.sequence ?? 0;

/** Reads the workspace, and retries through an outage between an event and this request. */
const readThroughOutages = async (read: () => Promise<WorkspaceView>, signal: AbortSignal): Promise<WorkspaceView> => {
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
