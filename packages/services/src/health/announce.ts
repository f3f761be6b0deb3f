import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { healthOf } from "@cogrion/domain";

/** Announces the health to watchers if it differs from the last announced one. */
export const announceHealth = async ({ store }: { store: Store }, id: WorkspaceId, now: Date): Promise<void> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace !== undefined) await announceLocked(tx, workspace, now);
  });

/**
 * The same for a workspace that the transaction has locked. Returns true if it announced something.
 */
export const announceLocked = async (tx: Store, workspace: Workspace, now: Date): Promise<boolean> => {
  if (workspace.state !== "active" || workspace.bff === undefined) return false;
  const health = healthOf(workspace.bff.lastHeartbeat, now);
  if ((await tx.workspaces.setAnnouncedHealth(workspace.id, health)) === health) return false;
  await tx.events.append(workspace.id, "health_changed", { health });
  return true;
};
