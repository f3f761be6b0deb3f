export { connectionOptionsOf, temporalConfigOf } from "./connection.ts";
export type { TemporalConfig } from "./connection.ts";
export { createOrchestrator, workflowIdOf, workspaceWorkflow } from "./orchestrator.ts";
export type { TemporalOrchestrator } from "./orchestrator.ts";
export { deploymentVersionOf, promoteVersion } from "./worker-version.ts";
export type { DeployedVersion } from "./worker-version.ts";
