import { randomUUIDv7 } from "node:crypto";
import type { SignInGrant, Store, WorkspaceId } from "@cogrion/domain";
import { signInAccessOf } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import { isUuid } from "../cursor.ts";
import type { Database } from "../schema.ts";

const grantOf = (row: Selectable<Database["sign_in_grants"]>): SignInGrant => ({
  id: row.id,
  workspaceId: row.workspace_id as WorkspaceId,
  kind: row.kind,
  value: row.value,
  grantedBy: row.granted_by,
  createdAt: row.created_at,
});

const raised = { revision: sql<number>`revision + 1`, sync_due_at: sql<Date>`now()` };

export const signInsRepository = (db: Kysely<Database>): Store["signIns"] => {
  const inForce = (id: WorkspaceId) =>
    db.selectFrom("sign_in_grants").selectAll().where("workspace_id", "=", id).where("revoked_at", "is", null);
  const listGrants = async (id: WorkspaceId): Promise<SignInGrant[]> =>
    (await inForce(id).orderBy("created_at").orderBy("id").execute()).map(grantOf);

  return {
    ...syncOf(db),
    listGrants,

    async keysOf(id) {
      const row = await db
        .selectFrom("workspace_sign_ins")
        .select("client_keys")
        .where("workspace_id", "=", id)
        .executeTakeFirst();
      return row?.client_keys ?? [];
    },

    async setKeys(id, keys) {
      const text = JSON.stringify(keys);
      await db
        .updateTable("workspace_sign_ins")
        .set({ client_keys: text, ...raised })
        .where("workspace_id", "=", id)
        .where(sql<boolean>`client_keys <> ${text}::jsonb`)
        .execute();
    },

    async accessOf(id) {
      const members = await db
        .selectFrom("account_members as member")
        .innerJoin("workspaces as workspace", "workspace.account_id", "member.account_id")
        .select("member.email")
        .where("workspace.id", "=", id)
        .execute();
      return signInAccessOf(
        members.map(({ email }) => email),
        await listGrants(id),
      );
    },

    async findGrant(grantId) {
      const row = await db
        .selectFrom("sign_in_grants")
        .selectAll()
        .where("id", "=", grantId)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return row && grantOf(row);
    },

    async addGrant({ workspaceId, kind, value, grantedBy }) {
      const inserted = await db
        .insertInto("sign_in_grants")
        .values({ id: randomUUIDv7(), workspace_id: workspaceId, kind, value, granted_by: grantedBy })
        .onConflict((conflict) =>
          conflict.columns(["workspace_id", "kind", "value"]).where("revoked_at", "is", null).doNothing(),
        )
        .returningAll()
        .executeTakeFirst();
      if (inserted !== undefined) return { grant: grantOf(inserted), isNew: true };
      const row = await inForce(workspaceId)
        .where("kind", "=", kind)
        .where("value", "=", value)
        .executeTakeFirstOrThrow();
      return { grant: grantOf(row), isNew: false };
    },

    async revokeGrant(id, grantId) {
      if (!isUuid(grantId)) return undefined;
      const row = await db
        .updateTable("sign_in_grants")
        .set({ revoked_at: sql<Date>`now()` })
        .where("workspace_id", "=", id)
        .where("id", "=", grantId)
        .where("revoked_at", "is", null)
        .returningAll()
        .executeTakeFirst();
      return row && grantOf(row);
    },

    async clear(id) {
      await db
        .updateTable("sign_in_grants")
        .set({ revoked_at: sql<Date>`now()` })
        .where("workspace_id", "=", id)
        .where("revoked_at", "is", null)
        .execute();
      await db.updateTable("workspace_sign_ins").set({ client_keys: "[]" }).where("workspace_id", "=", id).execute();
    },

    async purge(before, limit) {
      const result = await db
        .deleteFrom("sign_in_grants")
        .where("id", "in", (eb) =>
          eb.selectFrom("sign_in_grants").select("id").where("revoked_at", "<", before).limit(limit),
        )
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
};

/** How the realm is told, revision by revision. */
const syncOf = (
  db: Kysely<Database>,
): Pick<
  Store["signIns"],
  "touch" | "isInForce" | "claimForSync" | "markSynced" | "postponeSync" | "countUnsynced"
> => ({
  async touch(id) {
    await db.updateTable("workspace_sign_ins").set(raised).where("workspace_id", "=", id).execute();
  },

  async isInForce(id) {
    const row = await db
      .selectFrom("workspace_sign_ins")
      .select(sql<boolean>`synced_revision >= revision`.as("is_in_force"))
      .where("workspace_id", "=", id)
      .executeTakeFirst();
    return row?.is_in_force ?? false;
  },

  // By an advisory lock, as with service principals: the row's own lock would have members and grants
  // wait for the realm.
  async claimForSync() {
    for (;;) {
      const { rows } = await sql<{ workspace_id: string }>`
        with due as materialized (
          select workspace_id from workspace_sign_ins
          where synced_revision < revision and sync_due_at <= clock_timestamp()
          order by sync_due_at limit 20
        )
        select workspace_id from due
        where pg_try_advisory_xact_lock(hashtextextended('workspace_sign_in ' || workspace_id, 0)) limit 1
      `.execute(db);
      const [claimed] = rows;
      if (claimed === undefined) return undefined;
      // Read after the claim: who held it before may have told this very revision, or failed to.
      const row = await db
        .selectFrom("workspace_sign_ins")
        .select(["revision", "sync_attempts"])
        .where("workspace_id", "=", claimed.workspace_id)
        .where("synced_revision", "<", sql<number>`revision`)
        .where("sync_due_at", "<=", sql<Date>`clock_timestamp()`)
        .executeTakeFirst();
      if (row === undefined) continue;
      const workspaceId = claimed.workspace_id as WorkspaceId;
      return { workspaceId, revision: row.revision, attempts: row.sync_attempts };
    }
  },

  async markSynced(id, revision) {
    await db
      .updateTable("workspace_sign_ins")
      .set({ synced_revision: sql<number>`greatest(synced_revision, ${revision})`, sync_attempts: 0 })
      .where("workspace_id", "=", id)
      .execute();
  },

  async postponeSync(id, delaySeconds) {
    await db
      .updateTable("workspace_sign_ins")
      .set({
        sync_due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${delaySeconds})`,
        sync_attempts: sql<number>`sync_attempts + 1`,
      })
      .where("workspace_id", "=", id)
      .execute();
  },

  async countUnsynced() {
    const row = await db
      .selectFrom("workspace_sign_ins")
      .select(sql<number>`count(*)::int`.as("count"))
      .whereRef("synced_revision", "<", "revision")
      .executeTakeFirstOrThrow();
    return row.count;
  },
});
