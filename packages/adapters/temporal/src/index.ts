export { createOrchestrator, workflowIdOf, workspaceWorkflow } from "./orchestrator.ts";
export type { TemporalConfig, TemporalOrchestrator } from "./orchestrator.ts";
