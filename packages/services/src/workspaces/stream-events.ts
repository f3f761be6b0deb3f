import type { ChangeFeed, Store, WorkspaceEvent } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";
import type { EventsInput } from "./list-events.ts";
import { batchSize } from "./list-events.ts";

/**
 * Every event after `after`, each once and in order, as it is committed, until the signal aborts.
 * Fails before the first event for a caller who may not read the workspace.
 */
export const streamEvents = async (
  deps: { store: Store; changes: ChangeFeed },
  caller: Caller,
  { id, after, signal }: EventsInput & { signal: AbortSignal },
): Promise<AsyncGenerator<WorkspaceEvent[], void>> => {
  const { createdAt } = await requireWorkspace(deps, caller, id, "workspace.read");
  return followEvents(deps, { id, after, signal }, createdAt);
};

async function* followEvents(
  { store, changes }: { store: Store; changes: ChangeFeed },
  { id, after, signal }: EventsInput & { signal: AbortSignal },
  createdAt: Date,
): AsyncGenerator<WorkspaceEvent[], void> {
  let isChanged = true;
  let resume: (() => void) | undefined;
  const wake = (): void => {
    isChanged = true;
    resume?.();
  };
  // Subscribed before the first read, so that no event is missed in between.
  const unsubscribe = changes.onWorkspaceEvent(id, wake);
  signal.addEventListener("abort", wake);
  try {
    let last = after;
    while (!signal.aborted) {
      isChanged = false;
      const events = await store.events.listAfter(id, last, batchSize);
      const newest = events.at(-1);
      if (newest !== undefined) {
        // A released id may be another account's workspace by now, whose events are not the
        // caller's.
        if ((await store.workspaces.get(id))?.createdAt.getTime() !== createdAt.getTime()) return;
        last = newest.sequence;
        yield events;
        continue;
      }
      if (isChanged) continue;
      await new Promise<void>((resolve) => {
        resume = resolve;
        if (isChanged) resolve();
      });
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", wake);
  }
}
