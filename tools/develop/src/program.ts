import { registerCustomerCommands } from "@cogrion/cli/commands/all";
import { addCompletion } from "@cogrion/cli/commands/completion";
import { withExitCodes } from "@cogrion/cli/commands/help";
import { createRoot } from "@cogrion/cli/commands/root";
import { regionVerification } from "@cogrion/operate/audit/region";
import { register as registerEdge } from "@cogrion/operate/commands/edge";
import { register as registerOffboard } from "@cogrion/operate/commands/offboard";
import { register as registerRegion } from "@cogrion/operate/commands/region";
import { register as registerStaff } from "@cogrion/operate/commands/staff";
import type { Command } from "commander";
import { register as registerBench } from "./commands/bench.ts";
import { register as registerDoctor } from "./commands/doctor.ts";
import { register as registerDown } from "./commands/down.ts";
import { register as registerLocalAws } from "./commands/local-aws.ts";
import { register as registerLogs } from "./commands/logs.ts";
import { register as registerStatus } from "./commands/status.ts";
import { register as registerTest } from "./commands/test.ts";
import { register as registerUp } from "./commands/up.ts";
import { launcherCompletion } from "./completion.ts";
import { useLocalApi } from "./local-api.ts";
import { readVersion } from "./version.ts";

/**
 * The launcher's command line: the developer's commands, the customer's and the operator's in one
 * tree.
 */
export const createProgram = (): Command => {
  const program = createRoot({
    name: "cogrion",
    description: "Cogrion: a control plane for workspaces in clients' own AWS accounts",
    version: readVersion,
  });
  registerUp(program);
  registerDown(program);
  registerStatus(program);
  registerLogs(program);
  registerDoctor(program);
  registerCustomerCommands(program, { version: readVersion, region: regionVerification });
  registerLocalAws(program);
  registerStaff(program);
  registerOffboard(program);
  registerEdge(program);
  registerRegion(program);
  registerTest(program);
  registerBench(program);
  addCompletion(program, launcherCompletion);
  useLocalApi(program);
  return withExitCodes(program);
};
