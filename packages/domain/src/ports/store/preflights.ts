import type { PreflightReport } from "../../provisioning/preflight.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type PreflightRepository = {
  save(id: WorkspaceId, report: PreflightReport): Promise<void>;
  latest(id: WorkspaceId): Promise<PreflightReport | undefined>;
};
