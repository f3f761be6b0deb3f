import { readApiEnvironment } from "@cogrion/cli/config";
import { isLoopback } from "@cogrion/cli/client/loopback";
import { NoApiError } from "@cogrion/cli/failure";
import { ApiUnreachableError } from "@cogrion/contract";
import { runningStack } from "@cogrion/local-stack";
import type { Command } from "commander";

const takesApiUrl = (command: Command): boolean => command.options.some(({ long }) => long === "--api-url");

/**
 * A command that calls an API calls the API of this checkout's stack, unless another one is set.
 */
export const useLocalApi = (program: Command): void => {
  program.hook("preAction", async (_, command) => {
    if (!takesApiUrl(command) || command.getOptionValue("apiUrl") !== undefined) return;
    if (readApiEnvironment().apiUrl !== undefined) return;
    const stack = await runningStack();
    if (stack !== undefined) command.setOptionValueWithSource("apiUrl", stack.apiUrl, "local stack");
  });
};

/**
 * What a checkout can do about a failure and an installed program cannot: start the local stack.
 */
export const localAdviceOf = (error: unknown): string | undefined => {
  if (error instanceof NoApiError) return "No local stack is running in this checkout; start it with: ./cogrion up";
  if (error instanceof ApiUnreachableError && error.silentUrl !== undefined && isLoopback(new URL(error.silentUrl)))
    return "If it is the local stack: ./cogrion status shows whether it runs, ./cogrion up starts it.";
  return undefined;
};
