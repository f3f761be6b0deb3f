import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { boardOf } from "../render/board.ts";
import { createStepsView } from "../render/steps-view.ts";
import { stopOnSignals } from "../signals.ts";
import { followWorkspace } from "./follow-workspace.ts";
import { nextStepOf } from "./outcome.ts";
import { cogrion } from "../invocation.ts";

/**
 * Shows the nine steps until the workspace rests. With `json` each event is a line, and the last
 * line is the workspace.
 */
export const watchWorkspace = async (
  api: ApiClient,
  id: WorkspaceId,
  { json }: { json?: boolean | undefined },
): Promise<WorkspaceView> => {
  const interruption = stopOnSignals(
    `Provisioning continues without this command. Watch it again with: ${cogrion} workspace watch ${id}`,
  );
  const { signal } = interruption;
  if (json === true) {
    const onEvent = (event: object): void => console.log(JSON.stringify({ event }));
    const rested = await Promise.race([followWorkspace(api, id, { onEvent, signal }), interruption.happened]);
    console.log(
      JSON.stringify({ workspace: rested, ...(rested.state === "deleted" ? { leftovers: rested.left_behind } : {}) }),
    );
    return rested;
  }
  const params = { workspace_id: id };
  const view = createStepsView({ stream: process.stdout });
  const show = async (): Promise<WorkspaceView> => {
    const [workspace, { items }] = await Promise.all([
      api.call(routes.getWorkspace, { params }),
      api.call(routes.listSteps, { params }),
    ]);
    view.show(boardOf(workspace, items));
    return workspace;
  };
  try {
    await show();
    const following = followWorkspace(api, id, {
      onEvent: (event) => view.event(event),
      onInterrupted: () => view.note("The connection was lost. Reconnecting …"),
      onResumed: () => view.note(undefined),
      signal,
    });
    const rested = await Promise.race([following, interruption.happened]);
    // The events have shown it already; another read is only more precise.
    const workspace = await show().catch(() => rested);
    return workspace;
  } finally {
    view.close();
  }
};

/** Watches, and prints what to do next. */
export const watchToEnd = async (
  api: ApiClient,
  id: WorkspaceId,
  options: { json?: boolean | undefined },
): Promise<WorkspaceView> => {
  const watched = await watchWorkspace(api, id, options);
  const next = nextStepOf(watched);
  if (options.json !== true && next !== undefined) console.log(`\n${next}`);
  return watched;
};
