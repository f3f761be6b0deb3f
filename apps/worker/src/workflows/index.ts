export { workspaceLifecycle } from "./workspace-lifecycle.ts";
