import { confirm, isCancel } from "@clack/prompts";
import type { WorkspaceId } from "@cogrion/domain";
import { UsageError } from "../failure.ts";

/** @throws UsageError where there is nobody to ask */
export const confirmDeletion = async (id: WorkspaceId): Promise<boolean> => {
  if (!process.stdin.isTTY)
    throw new UsageError(`Nobody is there to be asked. To delete ${id} all the same, add --yes.`);
  const answer = await confirm({
    message: `Delete ${id}, with its zone, its certificate and its sign-in?`,
    initialValue: false,
  });
  return !isCancel(answer) && answer;
};
