import type { WorkspaceId } from "../../workspace/id.ts";

export type ConfigVersion = { version: number; featureFlags: Record<string, boolean>; createdAt: Date };

export type ConfigRepository = {
  /** Adds the next version. */
  add(id: WorkspaceId, featureFlags: Record<string, boolean>): Promise<ConfigVersion>;
  latest(id: WorkspaceId): Promise<ConfigVersion>;
};
