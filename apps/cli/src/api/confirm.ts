import { confirm, isCancel } from "@clack/prompts";
import type { WorkspaceId } from "@cogrion/domain";
import { UsageError } from "../failure.ts";

/** @throws UsageError where there is nobody to ask */
export const isMeant = async ({ what, question }: { what: string; question: string }): Promise<boolean> => {
  if (!process.stdin.isTTY) throw new UsageError(`Nobody is there to be asked. To ${what} all the same, add --yes.`);
  const answer = await confirm({ message: question, initialValue: false });
  return !isCancel(answer) && answer;
};

export const confirmDeletion = (id: WorkspaceId): Promise<boolean> =>
  isMeant({ what: `delete ${id}`, question: `Delete ${id}, with its zone, its certificate and its sign-in?` });
