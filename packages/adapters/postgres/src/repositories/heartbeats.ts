import type { Bff, Health, Workspace, WorkspaceId } from "@cogrion/domain";
import { degradedAfterSeconds, offlineAfterSeconds } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";
import { selectWorkspaces, workspaceOf } from "./workspace-row.ts";

/**
 * Returns the health that was last announced. Heartbeats may arrive out of order over a bad
 * network; an older one changes nothing.
 */
export const recordHeartbeat = async (
  db: Kysely<Database>,
  id: WorkspaceId,
  { at, reported }: Bff["lastHeartbeat"],
): Promise<Health | undefined> => {
  const row = await db
    .insertInto("workspace_heartbeats")
    .values({ workspace_id: id, at, reported })
    .onConflict((conflict) =>
      conflict.column("workspace_id").doUpdateSet({
        at: sql<Date>`greatest(workspace_heartbeats.at, excluded.at)`,
        reported: sql`case when excluded.at >= workspace_heartbeats.at then excluded.reported
                           else workspace_heartbeats.reported end`,
      }),
    )
    .returning("announced")
    .executeTakeFirstOrThrow();
  return row.announced ?? undefined;
};

/** The same rule as healthOf, in SQL. */
export const claimForHealthSweep = async (db: Kysely<Database>, limit: number, now: Date): Promise<Workspace[]> => {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const derived = sql<Health>`case
    when heartbeat.at <= ${before(offlineAfterSeconds)} then 'offline'
    when heartbeat.at <= ${before(degradedAfterSeconds)} then 'degraded'
    else heartbeat.reported end`;
  const rows = await selectWorkspaces(db)
    .where("workspace.state", "=", "active")
    // A heartbeat announces its own workspace; only silent workspaces are left to find.
    .where("heartbeat.at", "<=", before(degradedAfterSeconds))
    .where(sql<boolean>`heartbeat.announced is distinct from 'offline'`)
    .where(sql<boolean>`heartbeat.announced is distinct from ${derived}`)
    .orderBy("heartbeat.at")
    .limit(limit)
    .forNoKeyUpdate("workspace")
    .skipLocked()
    .execute();
  return rows.map(workspaceOf);
};

/**
 * Returns the health that was announced before; the workspace's lock, which the caller holds,
 * prevents a change between the two statements.
 */
export const setAnnouncedHealth = async (
  db: Kysely<Database>,
  id: WorkspaceId,
  health: Health,
): Promise<Health | undefined> => {
  const before = await db
    .selectFrom("workspace_heartbeats")
    .select("announced")
    .where("workspace_id", "=", id)
    .executeTakeFirst();
  if (before?.announced === health) return health;
  await db.updateTable("workspace_heartbeats").set({ announced: health }).where("workspace_id", "=", id).execute();
  return before?.announced ?? undefined;
};
