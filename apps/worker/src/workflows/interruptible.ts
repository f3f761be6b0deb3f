import { CancellationScope, condition, isCancellation } from "@temporalio/workflow";
import type { Due } from "./commands.ts";
import { confirmDeletion } from "./deprovision.ts";

/**
 * Runs `work`, and cancels it when a deletion becomes due and the database confirms it; the
 * deletion stays due.
 */
export const interruptible = async (due: Due, workspaceId: string, work: () => Promise<unknown>): Promise<void> => {
  const scope = new CancellationScope();
  let isOver = false;
  let isInterrupted = false;
  const watch = async (): Promise<void> => {
    for (;;) {
      await condition(() => due.deletion || isOver);
      if (isOver) return;
      due.deletion = false;
      if (!(await confirmDeletion(workspaceId))) continue;
      due.deletion = true;
      isInterrupted = true;
      scope.cancel();
      return;
    }
  };
  const watching = watch();
  try {
    await scope.run(work);
  } catch (error) {
    if (!isInterrupted || !isCancellation(error)) throw error;
  } finally {
    isOver = true;
    await watching;
  }
};
