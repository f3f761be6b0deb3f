import type { LedgerEntry, ResourceKind, ResourceStatus } from "../../provisioning/ledger.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type LedgerRepository = {
  list(id: WorkspaceId): Promise<LedgerEntry[]>;
  /**
   * Records a resource as `intended` before it is created; an entry that is `present` does not
   * change.
   */
  intend(id: WorkspaceId, entry: Pick<LedgerEntry, "kind" | "step" | "owner" | "name">): Promise<void>;
  /** Upsert by (workspace, kind, name). */
  set(
    id: WorkspaceId,
    entry: Pick<LedgerEntry, "kind" | "step" | "owner" | "name"> & {
      status: ResourceStatus;
      externalId?: string | undefined;
      reason?: string | undefined;
    },
  ): Promise<void>;
  find(id: WorkspaceId, kind: ResourceKind): Promise<LedgerEntry | undefined>;
};
