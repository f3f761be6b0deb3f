export { onPartStarted } from "./parts/process.ts";
export type { RunningPart } from "./parts/process.ts";
export { startGuard } from "./guard/start.ts";
export {
  clientAwsAccountId,
  createOnboardingRole,
  keepWorkspaceToken,
  readWorkspaceToken,
  startWorkspaceBff,
} from "./stack/client-side.ts";
export { folders, logFileOf, stackFolder } from "./stack/folders.ts";
export { regionalPortsOf, sharedPortsOf } from "./stack/ports.ts";
export { requireFreePorts } from "./stack/port-holder.ts";
export { removeStackData } from "./stack/purge.ts";
export { ensureSecrets } from "./stack/secrets.ts";
export { startStack, stackUser } from "./stack/start.ts";
export type { StartedPart, StartedRegion, StartedStack } from "./stack/start.ts";
export { forgetState, readState, runningStack, writeState } from "./stack/state.ts";
export type { PartState, StackState } from "./stack/state.ts";
export { isAlive } from "./parts/alive.ts";
export { regionTableOf } from "./region/table.ts";
export { ensureToolchain } from "./toolchain/index.ts";
export type { Toolchain } from "./toolchain/index.ts";
export { ToolchainError } from "./toolchain/error.ts";
export { findPrerequisites, isAtLeast } from "./toolchain/prerequisites.ts";
export type { Prerequisite } from "./toolchain/prerequisites.ts";
export type { Progress } from "./toolchain/progress.ts";
