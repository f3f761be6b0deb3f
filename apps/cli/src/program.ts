import { Command } from "commander";
import { register as registerAccount } from "./commands/account.ts";
import { register as registerAudit } from "./commands/audit.ts";
import { register as registerBench } from "./commands/bench.ts";
import { register as registerDoctor } from "./commands/doctor.ts";
import { register as registerDown } from "./commands/down.ts";
import { withExitCodes } from "./commands/help.ts";
import { register as registerEdge } from "./commands/edge.ts";
import { register as registerLocalAws } from "./commands/local-aws.ts";
import { register as registerLogin } from "./commands/login.ts";
import { register as registerLogs } from "./commands/logs.ts";
import { register as registerServicePrincipal } from "./commands/service-principal.ts";
import { register as registerStaff } from "./commands/staff.ts";
import { register as registerStatus } from "./commands/status.ts";
import { register as registerSupportAccess } from "./commands/support-access.ts";
import { register as registerTest } from "./commands/test.ts";
import { register as registerUp } from "./commands/up.ts";
import { register as registerWorkspace } from "./commands/workspace.ts";
import { addCompletion } from "./commands/completion.ts";
import { exitCodes } from "./failure.ts";
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
