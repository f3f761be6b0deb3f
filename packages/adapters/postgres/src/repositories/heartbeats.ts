import type { Bff, Health, Workspace, WorkspaceId } from "@cogrion/domain";
import { degradedAfterSeconds, offlineAfterSeconds } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";
import { selectWorkspaces, workspaceOf } from "./workspace-row.ts";

/** Answers the health last announced. Beats may come out of order over a bad line: an older one changes nothing. */
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

/** The same rule as healthOf, in the words of the database. */
export const claimForHealthSweep = async (db: Kysely<Database>, limit: number, now: Date): Promise<Workspace[]> => {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const derived = sql<Health>`case
    when heartbeat.at <= ${before(offlineAfterSeconds)} then 'offline'
    when heartbeat.at <= ${before(degradedAfterSeconds)} then 'degraded'
    else heartbeat.reported end`;
  const rows = await selectWorkspaces(db)
    .where("workspace.state", "=", "active")
    // Anyone who beats is announced by the beat itself; what is left to find is silence.
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
 * Answers the health announced before; the workspace's lock, which the caller holds, keeps it from
 * changing between the two.
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
