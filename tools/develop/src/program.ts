import { Command } from "commander";
import { register as registerAccount } from "@cogrion/cli/commands/account";
import { register as registerAudit } from "@cogrion/cli/commands/audit";
import { register as registerBench } from "./commands/bench.ts";
import { register as registerDoctor } from "./commands/doctor.ts";
import { register as registerDown } from "./commands/down.ts";
import { withExitCodes } from "@cogrion/cli/commands/help";
import { register as registerEdge } from "@cogrion/operate/commands/edge";
import { register as registerLocalAws } from "./commands/local-aws.ts";
import { register as registerLogin } from "@cogrion/cli/commands/login";
import { register as registerLogs } from "./commands/logs.ts";
import { register as registerServicePrincipal } from "@cogrion/cli/commands/service-principal";
import { register as registerStaff } from "@cogrion/operate/commands/staff";
import { register as registerStatus } from "./commands/status.ts";
import { register as registerSupportAccess } from "@cogrion/cli/commands/support-access";
import { register as registerTest } from "./commands/test.ts";
import { register as registerUp } from "./commands/up.ts";
import { register as registerWorkspace } from "@cogrion/cli/commands/workspace";
import { addCompletion } from "./commands/completion.ts";
import { exitCodes } from "@cogrion/cli/failure";
import { readVersion } from "./version.ts";

/** The whole command line, as a tree that can be parsed, completed and tested. */
export const createProgram = (): Command => {
  const program = new Command("cogrion")
    .description("Cogrion: a control plane for workspaces in clients' own AWS accounts")
    .showHelpAfterError("(--help shows how it is used)")
    .configureHelp({ sortSubcommands: false })
    .option("-V, --version", "print the version")
    .on("option:version", () => {
      console.log(readVersion());
      process.exit(exitCodes.ok);
    })
    // Commander ends with 1 for what is not a valid request, which here is the code of failures.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 1 ? exitCodes.usage : exitCode));

  for (const register of [
    registerUp,
    registerDown,
    registerStatus,
    registerLogs,
    registerDoctor,
    registerLogin,
    registerAccount,
    registerWorkspace,
    registerLocalAws,
    registerAudit,
    registerServicePrincipal,
    registerSupportAccess,
    registerStaff,
    registerEdge,
    registerTest,
    registerBench,
  ]) {
    register(program);
  }
  addCompletion(program);
  withExitCodes(program);
  return program;
};
