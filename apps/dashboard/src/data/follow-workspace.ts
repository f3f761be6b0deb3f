import type { StepView, WorkspaceEventView } from "@cogrion/contract";
import { followEvents } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { statusOf, subscribe } from "../session/index.ts";
import type { SiteRegion } from "../site.ts";
import { apiOf } from "./api.ts";
import { setFreshness } from "./freshness.ts";
import { workspaceKey } from "./workspace-queries.ts";

/** The server is never silent for longer than 15 s. */
const silenceSeconds = 18;
/** A cut that heals within this time is shown to nobody. */
const graceMilliseconds = 2000;

const withStep = (steps: { items: StepView[] } | undefined, data: WorkspaceEventView["data"]) =>
  steps && {
    items: steps.items.map((step) =>
      step.id === data["step"]
        ? { ...step, status: data["status"] as StepView["status"], attempts: Number(data["attempts"] ?? step.attempts) }
        : step,
    ),
  };

/**
 * Keeps a workspace's data as new as its events, from the last one read on; says so when it cannot.
 * `isReady`: the events until now are read.
 */
export const useFollowedWorkspace = (region: SiteRegion, id: WorkspaceId, isReady: boolean): void => {
  const queryClient = useQueryClient();
  // A stream that a session took with it begins again with the next one.
  const session = useSyncExternalStore(subscribe, () => statusOf(region.id));
  useEffect(() => {
    if (!isReady || session !== "open") return undefined;
    const eventsKey = [...workspaceKey(region, id), "events"];
    // The events themselves come over the stream.
    const readAgain = () =>
      queryClient.invalidateQueries({
        queryKey: workspaceKey(region, id),
        predicate: ({ queryKey }) => queryKey.at(-1) !== "events",
      });
    const ending = new AbortController();
    let grace: ReturnType<typeof setTimeout> | undefined;
    let refetch: ReturnType<typeof setTimeout> | undefined;
    let lastHeard = Date.now();
    const isCurrent = (): void => {
      clearTimeout(grace);
      grace = undefined;
      setFreshness({ kind: "live" });
    };
    const follow = async (): Promise<void> => {
      const events = followEvents(apiOf(region), id, {
        afterSequence: queryClient.getQueryData<WorkspaceEventView[]>(eventsKey)?.at(-1)?.sequence ?? 0,
        signal: ending.signal,
        silenceSeconds,
        onInterrupted: () => {
          // A living stream is never silent for longer: what is shown was current at least then.
          const asOf = Math.max(lastHeard, Date.now() - silenceSeconds * 1000);
          grace ??= setTimeout(() => setFreshness({ kind: "old", asOf }), graceMilliseconds);
        },
        onResumed: () => {
          isCurrent();
          void readAgain();
        },
      });
      setFreshness({ kind: "live" });
      for await (const event of events) {
        lastHeard = Date.now();
        queryClient.setQueryData<WorkspaceEventView[]>(eventsKey, (known = []) =>
          known.some(({ sequence }) => sequence === event.sequence) ? known : [...known, event],
        );
        if (event.type === "step_changed")
          queryClient.setQueryData<{ items: StepView[] }>([...workspaceKey(region, id), "steps"], (steps) =>
            withStep(steps, event.data),
          );
        clearTimeout(refetch);
        refetch = setTimeout(() => void readAgain(), 100);
      }
    };
    follow().catch(() => setFreshness({ kind: "old", asOf: lastHeard }));
    return () => {
      ending.abort();
      clearTimeout(grace);
      clearTimeout(refetch);
      setFreshness({ kind: "none" });
    };
  }, [region, id, isReady, session, queryClient]);
};
