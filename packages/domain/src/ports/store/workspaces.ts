import type { Health } from "../../workspace/health.ts";
import type { WorkspaceId } from "../../workspace/id.ts";
import type { WorkspaceState } from "../../workspace/state.ts";
import type { Bff, Workspace } from "../../workspace/workspace.ts";
import type { Page, PageRequest } from "../page.ts";

export type WorkspaceRepository = {
  create(
    workspace: Pick<Workspace, "id" | "accountId" | "region" | "state" | "delegatedZone" | "aws"> & {
      generation?: number;
    },
  ): Promise<Workspace>;
  /**
   * Deletes the workspace of this id if it is `deleted` and nothing was ever created under it, with
   * all that belongs to it but the audit log. Returns its generation, 0 where there was none.
   */
  deleteUnused(id: WorkspaceId): Promise<number>;
  get(id: WorkspaceId): Promise<Workspace | undefined>;
  /** How many workspaces of the account are not deleted. */
  countLive(accountId: string): Promise<number>;
  /** Locks the row until the transaction ends. */
  getForUpdate(id: WorkspaceId): Promise<Workspace | undefined>;
  /**
   * Writes state, AWS account, role and region, hint, bff, generation, forcedDeletionReason,
   * provisionedAt and deletedAt, and raises the version. A heartbeat older than the recorded one is not written.
   */
  save(workspace: Workspace): Promise<Workspace>;
  /**
   * Newest first. Deleted workspaces are listed only if `state` selects them. `search` is the start
   * of the id or of a word in it (words are separated by hyphens); results are in alphabetical
   * order of the matching part.
   */
  list(
    filter: { accountIds: string[] | "all"; state?: WorkspaceState | undefined; search?: string | undefined },
    page: PageRequest,
  ): Promise<Page<Workspace>>;
  /**
   * Returns the health that was last announced. An older heartbeat than the recorded one changes
   * nothing.
   */
  recordHeartbeat(id: WorkspaceId, heartbeat: Bff["lastHeartbeat"]): Promise<Health | undefined>;
  /**
   * Active workspaces whose derived health (healthOf) differs from the one last announced, longest
   * silent first. They are locked; rows that others have locked are left out.
   */
  claimForHealthSweep(limit: number, now: Date): Promise<Workspace[]>;
  /** Returns the health that was announced before. Call it under the workspace's lock. */
  setAnnouncedHealth(id: WorkspaceId, health: Health): Promise<Health | undefined>;
  /**
   * Workspaces in one of these states that have not changed since `unchangedSince` and have no
   * undelivered command, by id, after `after`. `lastSignOfLifeAt`: time of the latest event or
   * command.
   */
  listUnsettled(
    filter: { states: readonly WorkspaceState[]; unchangedSince: Date; after: string },
    limit: number,
  ): Promise<{ id: WorkspaceId; state: WorkspaceState; lastSignOfLifeAt: Date }[]>;
  /** Other workspaces with the same AWS account, without deleted ones. */
  listInAwsAccount(workspace: Pick<Workspace, "id" | "aws">): Promise<{ accountId: string; externalId: string }[]>;
  /**
   * Whether a person has confirmed the workspace's current AWS account, which another Cogrion
   * account also uses.
   */
  isAwsAccountConfirmed(id: WorkspaceId): Promise<boolean>;
  confirmAwsAccount(id: WorkspaceId): Promise<void>;
  /**
   * Workspaces that failed for a reason of Cogrion's before this time. They are locked; rows that
   * others have locked are left out.
   */
  claimFailed(limit: number, failedBefore: Date): Promise<Workspace[]>;
};
