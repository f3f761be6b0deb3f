import { useSyncExternalStore } from "react";

/**
 * Whether what the page shows is what is so. A page that follows something says so here; where it
 * cannot, the data itself looks old.
 */
export type Freshness = { kind: "none" } | { kind: "live" } | { kind: "old"; asOf: number };

let current: Freshness = { kind: "none" };
const listeners = new Set<() => void>();

export const setFreshness = (next: Freshness): void => {
  if (next.kind === current.kind && (next.kind !== "old" || (current.kind === "old" && next.asOf === current.asOf)))
    return;
  current = next;
  if (next.kind === "old") document.documentElement.dataset["freshness"] = "old";
  else delete document.documentElement.dataset["freshness"];
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useFreshness = (): Freshness => useSyncExternalStore(subscribe, () => current);
