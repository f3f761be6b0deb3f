import { confirm, isCancel } from "@clack/prompts";
import { DeclinedError, InterruptedError, UsageError } from "../failure.ts";

export type Meant = {
  /** As an infinitive: `delete w-acme`. */
  what: string;
  question: string;
  /** Printed if it is not done: `w-acme stays.` */
  otherwise: string;
};

/** @throws UsageError where there is nobody to ask */
export const requireTerminal = ({ what }: Pick<Meant, "what">): void => {
  if (!process.stdin.isTTY)
    throw new UsageError(`There is no terminal to ask for confirmation. To ${what}, add --yes.`);
};

/**
 * @throws UsageError where there is nobody to ask, DeclinedError for a no, InterruptedError for
 * Ctrl-C or Esc
 */
export const requireMeant = async ({ what, question, otherwise }: Meant): Promise<void> => {
  requireTerminal({ what });
  const answer = await confirm({ message: question, initialValue: false });
  if (isCancel(answer)) throw new InterruptedError(otherwise);
  if (!answer) throw new DeclinedError(otherwise);
};
