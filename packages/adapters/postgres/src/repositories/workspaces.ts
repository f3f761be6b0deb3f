import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";
import { confirmAwsAccount, isAwsAccountConfirmed, listInAwsAccount } from "./aws-accounts.ts";
import { claimForHealthSweep, recordHeartbeat, setAnnouncedHealth } from "./heartbeats.ts";
import { claimFailed, listUnsettled } from "./unsettled-workspaces.ts";
import { listWorkspaces } from "./workspace-list.ts";
import { isNameReusable, leftBehind, selectWorkspaces, workspaceOf } from "./workspace-row.ts";
import { searchWorkspaces } from "./workspace-search.ts";

export const workspacesRepository = (db: Kysely<Database>): Store["workspaces"] => ({
  async create(workspace) {
    const row = await db
      .insertInto("workspaces")
      .values({
        id: workspace.id,
        account_id: workspace.accountId,
        region: workspace.region,
        state: workspace.state,
        delegated_zone: workspace.delegatedZone,
        aws_account_id: workspace.aws.accountId,
        aws_role_name: workspace.aws.roleName,
        aws_region: workspace.aws.region,
        external_id: workspace.aws.externalId,
        generation: workspace.generation ?? 1,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return workspaceOf({ ...row, at: null, reported: null, is_name_reusable: true, left_behind: 0 });
  },

  async deleteUnused(id) {
    const row = await db
      .deleteFrom("workspaces")
      .where("id", "=", id)
      .where("state", "=", "deleted")
      .where(isNameReusable("workspaces.id"))
      .returning("generation")
      .executeTakeFirst();
    return row?.generation ?? 0;
  },

  async get(id) {
    const row = await selectWorkspaces(db).where("workspace.id", "=", id).executeTakeFirst();
    return row && workspaceOf(row);
  },

  async countLive(accountId) {
    const { count } = await db
      .selectFrom("workspaces")
      .select(sql<number>`count(*)::integer`.as("count"))
      .where("account_id", "=", accountId)
      .where("state", "<>", "deleted")
      .executeTakeFirstOrThrow();
    return count;
  },

  async getForUpdate(id) {
    const row = await selectWorkspaces(db)
      .where("workspace.id", "=", id)
      .forNoKeyUpdate("workspace")
      .executeTakeFirst();
    return row && workspaceOf(row);
  },

  async save(workspace) {
    const { bff } = workspace;
    const row = await db
      .updateTable("workspaces")
      .set((eb) => ({
        state: workspace.state,
        aws_account_id: workspace.aws.accountId,
        aws_role_name: workspace.aws.roleName,
        aws_region: workspace.aws.region,
        hint: workspace.hint === undefined ? null : JSON.stringify(workspace.hint),
        bff_url: bff?.url ?? null,
        bff_public_ip: bff?.publicIp ?? null,
        bff_registered_at: bff?.registeredAt ?? null,
        deleted_at: workspace.deletedAt ?? null,
        generation: workspace.generation,
        forced_deletion_reason: workspace.forcedDeletionReason ?? null,
        provisioned_at: workspace.provisionedAt ?? null,
        version: eb("version", "+", 1),
        updated_at: sql<Date>`clock_timestamp()`,
      }))
      .where("id", "=", workspace.id)
      .returningAll()
      .returning([
        isNameReusable("workspaces.id").as("is_name_reusable"),
        leftBehind("workspaces.id").as("left_behind"),
      ])
      .executeTakeFirstOrThrow();
    if (bff !== undefined) await recordHeartbeat(db, workspace.id, bff.lastHeartbeat);
    return workspaceOf({ ...row, at: bff?.lastHeartbeat.at ?? null, reported: bff?.lastHeartbeat.reported ?? null });
  },

  list: ({ search, ...filter }, page) =>
    search === undefined ? listWorkspaces(db, filter, page) : searchWorkspaces(db, { ...filter, search }, page),
  recordHeartbeat: (id, heartbeat) => recordHeartbeat(db, id, heartbeat),
  claimForHealthSweep: (limit, now) => claimForHealthSweep(db, limit, now),
  setAnnouncedHealth: (id, health) => setAnnouncedHealth(db, id, health),
  listInAwsAccount: (workspace) => listInAwsAccount(db, workspace),
  isAwsAccountConfirmed: (id) => isAwsAccountConfirmed(db, id),
  confirmAwsAccount: (id) => confirmAwsAccount(db, id),
  listUnsettled: (filter, limit) => listUnsettled(db, filter, limit),
  claimFailed: (limit, failedBefore) => claimFailed(db, limit, failedBefore),
});
