import type { Health } from "../../workspace/health.ts";
import type { WorkspaceId } from "../../workspace/id.ts";
import type { WorkspaceState } from "../../workspace/state.ts";
import type { Bff, Workspace } from "../../workspace/workspace.ts";
import type { Page, PageRequest } from "../page.ts";

export type WorkspaceRepository = {
  create(
    workspace: Omit<Workspace, "version" | "generation" | "createdAt" | "updatedAt" | "deletedAt" | "bff" | "hint">,
  ): Promise<Workspace>;
  get(id: WorkspaceId): Promise<Workspace | undefined>;
  /** How many workspaces of the account are not deleted. */
  countLive(accountId: string): Promise<number>;
  /** Locks the row until the transaction ends. */
  getForUpdate(id: WorkspaceId): Promise<Workspace | undefined>;
  /**
   * Writes state, AWS account, role and region, hint, bff, generation and deletedAt, and raises the
   * version. A heartbeat older than the one recorded is left out.
   */
  save(workspace: Workspace): Promise<Workspace>;
  /**
   * Newest first. Deleted workspaces are listed only where `state` asks for them. `search` is the
   * beginning of the id or of a word in it (words stand between hyphens); what is found comes in
   * alphabetical order of what matched.
   */
  list(
    filter: { accountIds: string[] | "all"; state?: WorkspaceState | undefined; search?: string | undefined },
    page: PageRequest,
  ): Promise<Page<Workspace>>;
  /** Answers the health last announced. An older heartbeat than the recorded one changes nothing. */
  recordHeartbeat(id: WorkspaceId, heartbeat: Bff["lastHeartbeat"]): Promise<Health | undefined>;
  /**
   * Active workspaces whose derived health (healthOf) is not the one last announced, longest silent
   * first; locked, and those locked by others left out.
   */
  claimForHealthSweep(limit: number, now: Date): Promise<Workspace[]>;
  /** Answers the health announced before. Call it under the workspace's lock. */
  setAnnouncedHealth(id: WorkspaceId, health: Health): Promise<Health | undefined>;
  /**
   * Workspaces in one of these states that have not changed since `unchangedSince` and for which no
   * command waits to be delivered, by id, after `after`. `lastSignOfLifeAt`: the latest event or
   * command.
   */
  listUnsettled(
    filter: { states: readonly WorkspaceState[]; unchangedSince: Date; after: string },
    limit: number,
  ): Promise<{ id: WorkspaceId; state: WorkspaceState; lastSignOfLifeAt: Date }[]>;
  /** Other workspaces that name the same AWS account, without those that were deleted. */
  listInAwsAccount(workspace: Pick<Workspace, "id" | "aws">): Promise<{ accountId: string; externalId: string }[]>;
  /**
   * Whether somebody has confirmed that the workspace's present AWS account, which another Cogrion
   * account uses, is meant.
   */
  isAwsAccountConfirmed(id: WorkspaceId): Promise<boolean>;
  confirmAwsAccount(id: WorkspaceId): Promise<void>;
  /** Workspaces that failed for a reason of Cogrion's before this time; locked, and those locked by others left out. */
  claimFailed(limit: number, failedBefore: Date): Promise<Workspace[]>;
};
