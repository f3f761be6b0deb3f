import type { Command } from "commander";
import { exitCodeOf, explain } from "./failure.ts";
import { ReaderLeftError, tolerateLeavingReaders } from "./reader.ts";

/**
 * Runs the program with the process's arguments. A failure is explained on standard error and sets
 * the exit code. `adviceOf` adds what only the program itself knows about a failure.
 */
export const run = async (
  createProgram: () => Command,
  adviceOf: (error: unknown) => string | undefined = () => undefined,
): Promise<void> => {
  tolerateLeavingReaders();
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (error instanceof ReaderLeftError) return;
    const advice = adviceOf(error);
    console.error(advice === undefined ? explain(error) : `${explain(error)}\n${advice}`);
  }
};
