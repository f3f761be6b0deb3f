import type { Command } from "commander";
import { registerCustomerCommands } from "./commands/all.ts";
import { addCompletion } from "./commands/completion.ts";
import { withExitCodes } from "./commands/help.ts";
import { createRoot } from "./commands/root.ts";
import { readVersion } from "./version.ts";

/** The customer's command line: a client of the API and nothing else. */
export const createProgram = (): Command => {
  const program = createRoot({
    name: "cogrion",
    description: "Cogrion: workspaces in your own AWS accounts",
    version: readVersion,
  });
  registerCustomerCommands(program, { version: readVersion });
  addCompletion(program, { command: "cogrion" });
  return withExitCodes(program);
};
