import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { healthOf } from "@cogrion/domain";

/** Tells those who watch when the health is not the one last told. */
export const announceHealth = async ({ store }: { store: Store }, id: WorkspaceId, now: Date): Promise<void> =>
  store.transaction(async (tx) => {
    const workspace = await tx.workspaces.getForUpdate(id);
    if (workspace !== undefined) await announceLocked(tx, workspace, now);
  });

/** The same for a workspace that the transaction has locked. True when there was something to tell. */
export const announceLocked = async (tx: Store, workspace: Workspace, now: Date): Promise<boolean> => {
  if (workspace.state !== "active" || workspace.bff === undefined) return false;
  const health = healthOf(workspace.bff.lastHeartbeat, now);
  if ((await tx.workspaces.setAnnouncedHealth(workspace.id, health)) === health) return false;
  await tx.events.append(workspace.id, "health_changed", { health });
  return true;
};
