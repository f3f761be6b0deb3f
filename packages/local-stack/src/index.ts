export { isPortFree } from "./parts/free-ports.ts";
export { PartError } from "./parts/error.ts";
export { identityOf, isRunning, ownIdentity } from "./parts/identity.ts";
export { tailOf } from "./parts/log.ts";
export { answersOk, endStarting } from "./parts/process.ts";
export type { RunningPart } from "./parts/process.ts";
export { endingOrder } from "./guard/message.ts";
export {
  clientAwsAccountOf,
  createOnboardingRole,
  keepWorkspaceToken,
  readWorkspaceToken,
  startWorkspaceBff,
} from "./stack/client-side.ts";
export { databaseUrlOf } from "./stack/database-url.ts";
export { ensureFolders, folders, logFileOf, stackFolder } from "./stack/folders.ts";
export { endLeftOvers } from "./stack/left-over.ts";
export { portsOf } from "./stack/ports.ts";
export { PortTakenError, requireFreePorts } from "./stack/port-holder.ts";
export { primaryDatabaseUrlOfStack } from "./stack/primary-database.ts";
export { removeStackData } from "./stack/purge.ts";
export { ensureSecrets } from "./stack/secrets.ts";
export { startStack } from "./stack/start.ts";
export { stackUser } from "./stack/start-region.ts";
export type { StartedRegion } from "./stack/start-region.ts";
export type { StartedPart } from "./stack/starting.ts";
export type { StartedStack } from "./stack/start.ts";
export { claimStack, forgetState, readState, runningStack, writeState } from "./stack/state.ts";
export type { PartState, StackState } from "./stack/state.ts";
export { canonicalRegionOf, regionTableOf } from "./region/table.ts";
export { findToolchain } from "./toolchain/find.ts";
export { ensureToolchain } from "./toolchain/index.ts";
export type { Toolchain } from "./toolchain/index.ts";
export { ToolchainError } from "./toolchain/error.ts";
export { findPrerequisites, isMet } from "./toolchain/prerequisites.ts";
export type { Prerequisite } from "./toolchain/prerequisites.ts";
export type { Progress } from "./toolchain/progress.ts";
