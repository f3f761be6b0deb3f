import type { WorkspaceEventView } from "@cogrion/contract";
import { expect, test } from "vitest";
import { beginningOf } from "./follow-workspace.ts";

const eventsOf = (...states: string[]): WorkspaceEventView[] =>
  states.map(
    (state, index) =>
      ({
        sequence: index + 1,
        at: "2026-01-01T00:00:00Z",
        type: "state_changed",
        data: { state },
      }) as WorkspaceEventView,
  );

test("a watcher gets the current work from its beginning, and nothing of earlier work", () => {
  expect(beginningOf(eventsOf("requested"))).toBe(0);
  expect(beginningOf(eventsOf("requested", "preflight", "blocked", "preflight", "provisioning"))).toBe(4);
  expect(beginningOf(eventsOf("requested", "preflight", "blocked", "deleting"))).toBe(4);
});
