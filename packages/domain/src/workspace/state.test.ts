import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkspaceState, WorkspaceTransition } from "./state.ts";
import { canTransition, nextStateOf, transitionTable, workspaceStates, workspaceTransitions } from "./state.ts";

const accepts = (state: WorkspaceState): WorkspaceTransition[] =>
  workspaceTransitions.filter((transition) => canTransition(state, transition));

/** The states that can be reached by any transitions. */
const reachableFrom = (start: WorkspaceState): Set<WorkspaceState> => {
  const seen = new Set([start]);
  for (const state of seen) for (const transition of accepts(state)) seen.add(nextStateOf(state, transition));
  return seen;
};

describe("the table", () => {
  it("is complete: every state handles every transition with a state or a rejection", () => {
    expect(Object.keys(transitionTable).sort()).toEqual([...workspaceStates].sort());
    for (const state of workspaceStates) {
      expect(Object.keys(transitionTable[state]).sort()).toEqual([...workspaceTransitions].sort());
      for (const transition of workspaceTransitions) {
        const to = transitionTable[state][transition];
        if (to === undefined) {
          expect(() => nextStateOf(state, transition)).toThrowError(
            expect.objectContaining({ code: "workspace_state_conflict", meta: { state, transition } }),
          );
        } else {
          expect(workspaceStates).toContain(nextStateOf(state, transition));
        }
      }
    }
  });

  it("reaches every state from the first one, and the last one from every state", () => {
    expect([...reachableFrom("requested")].sort()).toEqual([...workspaceStates].sort());
    for (const state of workspaceStates) expect(reachableFrom(state)).toContain("deleted");
  });

  it("takes delete in every state, and lets nothing lead out of deletion but its end", () => {
    for (const state of workspaceStates) {
      expect(nextStateOf(state, "delete")).toBe(state === "deleted" ? "deleted" : "deleting");
    }
    expect([...reachableFrom("deleting")].sort()).toEqual(["deleted", "deleting"]);
    expect([...reachableFrom("deleted")]).toEqual(["deleted"]);
  });

  it("takes retry only where somebody has to decide, and no step's end in states that run no steps", () => {
    expect(workspaceStates.filter((state) => canTransition(state, "retry"))).toEqual(["blocked", "failed"]);
    expect(workspaceStates.filter((state) => canTransition(state, "register_bff"))).toEqual(["awaiting_bff", "active"]);
    expect(workspaceStates.filter((state) => canTransition(state, "finish_delete"))).toEqual(["deleting", "deleted"]);
  });

  it("lets an activity that runs twice repeat its transition", () => {
    for (const state of workspaceStates) {
      for (const transition of workspaceTransitions) {
        // A person's decision; no activity repeats it.
        if (["retry", "repair", "end_repair"].includes(transition) || !canTransition(state, transition)) continue;
        const to = nextStateOf(state, transition);
        expect(canTransition(to, transition), `${transition} again in ${to}`).toBe(true);
        expect(nextStateOf(to, transition)).toBe(to);
      }
    }
  });
});

/**
 * The model: a workspace's history, recorded without the table. After any sequence of commands,
 * machine and model must agree on what is allowed next.
 */
type Model = {
  hasStarted: boolean;
  hasPassedPreflight: boolean;
  hasSteps: boolean;
  hasBff: boolean;
  stop: "none" | "blocked" | "failed";
  deletion: "none" | "begun" | "over";
};
type Machine = { state: WorkspaceState };

const expectations: Record<WorkspaceTransition, (model: Model) => boolean> = {
  start_preflight: (model) =>
    model.deletion === "none" && !model.hasSteps && (!model.hasPassedPreflight || model.stop !== "none"),
  pass_preflight: (model) => model.deletion === "none" && model.hasStarted && model.stop === "none" && !model.hasSteps,
  finish_steps: (model) => model.deletion === "none" && model.hasPassedPreflight && model.stop === "none",
  register_bff: (model) => model.deletion === "none" && model.hasSteps,
  block: (model) => model.deletion === "none" && model.hasStarted && model.stop !== "failed",
  fail: (model) => model.deletion === "none" && !model.hasSteps && model.stop !== "blocked",
  retry: (model) => model.deletion === "none" && model.stop !== "none",
  repair: (model) => model.deletion === "none" && model.hasSteps,
  end_repair: (model) => model.deletion === "none" && (model.hasStarted || model.stop !== "none") && !model.hasSteps,
  delete: () => true,
  finish_delete: (model) => model.deletion !== "none",
};

const effects: Record<WorkspaceTransition, (model: Model) => void> = {
  start_preflight: (model) => Object.assign(model, { hasStarted: true, hasPassedPreflight: false, stop: "none" }),
  pass_preflight: (model) => Object.assign(model, { hasPassedPreflight: true }),
  finish_steps: (model) => Object.assign(model, { hasSteps: true }),
  register_bff: (model) => Object.assign(model, { hasBff: true }),
  block: (model) =>
    Object.assign(model, { stop: "blocked", hasSteps: false, hasPassedPreflight: false, hasBff: false }),
  fail: (model) => Object.assign(model, { stop: "failed" }),
  retry: (model) => Object.assign(model, { hasStarted: true, hasPassedPreflight: false, stop: "none" }),
  repair: (model) =>
    Object.assign(model, { hasStarted: true, hasSteps: false, hasBff: false, hasPassedPreflight: false, stop: "none" }),
  end_repair: (model) =>
    Object.assign(model, { hasStarted: true, hasPassedPreflight: true, hasSteps: true, stop: "none" }),
  delete: (model) => Object.assign(model, { deletion: model.deletion === "over" ? "over" : "begun" }),
  finish_delete: (model) => Object.assign(model, { deletion: "over" }),
};

const stateOf = (model: Model): WorkspaceState => {
  if (model.deletion !== "none") return model.deletion === "over" ? "deleted" : "deleting";
  if (model.hasSteps) return model.hasBff ? "active" : "awaiting_bff";
  if (model.stop !== "none") return model.stop;
  if (model.hasPassedPreflight) return "provisioning";
  return model.hasStarted ? "preflight" : "requested";
};

const newWorkspace = (): Model => ({
  hasStarted: false,
  hasPassedPreflight: false,
  hasSteps: false,
  hasBff: false,
  stop: "none",
  deletion: "none",
});

const newMachine = (): Machine => ({ state: "requested" });

const command = (transition: WorkspaceTransition): fc.Command<Model, Machine> => ({
  check: () => true,
  run(model, machine) {
    expect(canTransition(machine.state, transition), `${transition} in ${machine.state}`).toBe(
      expectations[transition](model),
    );
    if (!expectations[transition](model)) return;
    machine.state = nextStateOf(machine.state, transition);
    effects[transition](model);
    expect(machine.state).toBe(stateOf(model));
  },
  toString: () => transition,
});

it("agrees with a model of a workspace's life, whatever happens to it in whatever order", () => {
  fc.assert(
    fc.property(
      fc.commands(
        workspaceTransitions.map((transition) => fc.constant(command(transition))),
        { maxCommands: 60 },
      ),
      (commands) => {
        fc.modelRun(() => ({ model: newWorkspace(), real: newMachine() }), commands);
      },
    ),
    { numRuns: 1000 },
  );
});
