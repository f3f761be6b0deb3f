export { connectionOptionsOf } from "./connection.ts";
export type { TemporalConfig } from "./connection.ts";
export { createOrchestrator, workflowIdOf, workspaceWorkflow } from "./orchestrator.ts";
export type { TemporalOrchestrator } from "./orchestrator.ts";
