import type { Store, WorkspaceEvent, WorkspaceId } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/** Events in one batch. */
export const batchSize = 500;

export type EventsInput = {
  id: WorkspaceId;
  /** The last sequence that the client has seen; 0 for all. */
  after: number;
};

/** The next events, at most 500, oldest first. */
export const listEvents = async (
  deps: { store: Store },
  caller: Caller,
  { id, after }: EventsInput,
): Promise<WorkspaceEvent[]> => {
  await requireWorkspace(deps, caller, id, "workspace.read");
  return deps.store.events.listAfter(id, after, batchSize);
};
