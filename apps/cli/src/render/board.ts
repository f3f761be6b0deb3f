import type { HintView, StepView, WorkspaceEventView, WorkspaceView } from "@cogrion/contract";
import { hint, step } from "@cogrion/contract";
import { healths, stepIds, stepTitles, workspaceStates } from "@cogrion/domain";
import { z } from "zod";

/**
 * The state of a workspace in progress, computed from the API's first response and each event
 * since.
 */
export type Board = {
  workspaceId: string;
  state: WorkspaceView["state"];
  health: WorkspaceView["health"];
  hint: HintView | null;
  /** Always nine, in order. */
  steps: StepView[];
};

export const boardOf = (
  workspace: Pick<WorkspaceView, "id" | "state" | "health" | "hint">,
  steps: readonly StepView[] = [],
): Board => ({
  workspaceId: workspace.id,
  state: workspace.state,
  health: workspace.health,
  hint: workspace.hint,
  steps: stepIds.map((id, index) => steps.find((each) => each.id === id) ?? pendingStep(id, index + 1)),
});

const pendingStep = (id: StepView["id"], number: number): StepView => ({
  id,
  number,
  title: stepTitles[id],
  status: "pending",
  attempts: 0,
  started_at: null,
  finished_at: null,
  result: null,
});

const stepChange = z.object({
  step: z.enum(stepIds),
  status: step.shape.status,
  attempts: z.int(),
  result: step.shape.result.optional(),
});
const stateChange = z.object({ state: z.enum(workspaceStates), hint: hint.optional().catch(undefined) });
const healthChange = z.object({ health: z.enum(healths) });

/** An event that this version cannot parse changes nothing. */
export const applyEvent = (board: Board, event: WorkspaceEventView): Board => {
  switch (event.type) {
    case "step_changed": {
      const change = stepChange.safeParse(event.data);
      return change.success ? withStep(board, change.data, event.at) : board;
    }
    case "state_changed": {
      const change = stateChange.safeParse(event.data);
      if (!change.success) return board;
      const { state } = change.data;
      return { ...board, state, health: state === "active" ? board.health : null, hint: change.data.hint ?? null };
    }
    case "health_changed": {
      const change = healthChange.safeParse(event.data);
      return change.success ? { ...board, health: change.data.health } : board;
    }
    default:
      return board;
  }
};

const isBeginning = (status: StepView["status"]): boolean => status === "running" || status === "undoing";

const withStep = (board: Board, change: z.infer<typeof stepChange>, at: string): Board => ({
  ...board,
  steps: board.steps.map((each): StepView => {
    if (each.id !== change.step) return each;
    const { status, attempts, result } = change;
    // A repeated attempt continues what the first one began.
    const begins = isBeginning(status) && each.status !== status;
    return {
      ...each,
      status,
      attempts,
      started_at: begins ? at : (each.started_at ?? at),
      finished_at: isBeginning(status) || status === "pending" ? null : at,
      result: result ?? each.result,
    };
  }),
});
