import type { Bff, RegionId, Workspace, WorkspaceId } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

type Heartbeat = Pick<Selectable<Database["workspace_heartbeats"]>, "at" | "reported">;
type WorkspaceRow = Selectable<Database["workspaces"]>;
type Row = WorkspaceRow & { [K in keyof Heartbeat]: Heartbeat[K] | null } & {
  is_name_reusable: boolean;
  left_behind: number;
};

/**
 * Nothing external was ever created under the id: an entry of the ledger precedes each creation.
 */
export const isNameReusable = (id: string) =>
  sql<boolean>`not exists (select from resource_ledger where workspace_id = ${sql.ref(id)})`;

/** How many resources a deletion left, as its receipt says. */
export const leftBehind = (id: string) =>
  sql<number>`coalesce(
    (select jsonb_array_length("left") from offboarding_receipts where workspace_id = ${sql.ref(id)}), 0)`;

/** Workspaces with their last heartbeat, for all queries that read whole workspaces. */
export const selectWorkspaces = (db: Kysely<Database>) =>
  db
    .selectFrom("workspaces as workspace")
    .leftJoin("workspace_heartbeats as heartbeat", "heartbeat.workspace_id", "workspace.id")
    .selectAll("workspace")
    .select(["heartbeat.at", "heartbeat.reported"])
    .select([isNameReusable("workspace.id").as("is_name_reusable"), leftBehind("workspace.id").as("left_behind")]);

const bffOf = (row: Row): Bff | undefined =>
  row.bff_url === null || row.bff_registered_at === null
    ? undefined
    : {
        url: row.bff_url,
        publicIp: row.bff_public_ip ?? undefined,
        registeredAt: row.bff_registered_at,
        lastHeartbeat: { at: row.at ?? row.bff_registered_at, reported: row.reported ?? "healthy" },
      };

export const workspaceOf = (row: Row): Workspace => ({
  id: row.id as WorkspaceId,
  accountId: row.account_id,
  region: row.region as RegionId,
  state: row.state,
  delegatedZone: row.delegated_zone,
  aws: {
    accountId: row.aws_account_id,
    roleName: row.aws_role_name,
    region: row.aws_region,
    externalId: row.external_id,
  },
  hint:
    row.hint === null
      ? undefined
      : { ...row.hint, permissions: row.hint.permissions, policyStatement: row.hint.policyStatement },
  bff: bffOf(row),
  isNameReusable: row.is_name_reusable,
  leftBehind: row.left_behind,
  version: row.version,
  generation: row.generation,
  forcedDeletionReason: row.forced_deletion_reason ?? undefined,
  provisionedAt: row.provisioned_at ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  deletedAt: row.deleted_at ?? undefined,
});
