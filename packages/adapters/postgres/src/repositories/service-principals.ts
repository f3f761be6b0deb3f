import { randomUUIDv7 } from "node:crypto";
import type { ServicePrincipal, ServicePrincipalKey, Store } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import { decodeCursor, isUuid, newestFirstCursor, newestFirstKeyOf, pageOf } from "../cursor.ts";
import type { Database } from "../schema.ts";

const cursorSchema = newestFirstCursor(isUuid);
const useGranularitySeconds = 60;

type Row = Selectable<Database["service_principals"]>;

const servicePrincipalOf = (row: Row, keys: ServicePrincipalKey[]): ServicePrincipal => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  roles: row.roles,
  state: row.state,
  keys,
  isInForce: row.synced_revision >= row.revision,
  createdBy: row.created_by,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at ?? undefined,
});

/** The keys by service principal, in the order in which they were added. */
const keysOf = async (db: Kysely<Database>, ids: string[]): Promise<Map<string, ServicePrincipalKey[]>> => {
  const byId = new Map<string, ServicePrincipalKey[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) return byId;
  const rows = await db
    .selectFrom("service_principal_keys")
    .selectAll()
    .where("service_principal_id", "in", ids)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  for (const row of rows)
    byId.get(row.service_principal_id)?.push({ id: row.id, publicKey: row.public_key, createdAt: row.created_at });
  return byId;
};

const raiseRevision = {
  revision: sql<number>`revision + 1`,
  sync_attempts: 0,
  sync_due_at: sql<Date>`clock_timestamp()`,
};

export const servicePrincipalsRepository = (db: Kysely<Database>): Store["servicePrincipals"] => {
  const live = (accountId: string) =>
    db.selectFrom("service_principals").where("account_id", "=", accountId).where("state", "<>", "deleted");
  const withKeys = async (row: Row | undefined): Promise<ServicePrincipal | undefined> =>
    row && servicePrincipalOf(row, (await keysOf(db, [row.id])).get(row.id) ?? []);

  return {
    async create({ accountId, name, roles, createdBy }) {
      const row = await db
        .insertInto("service_principals")
        .values({ id: randomUUIDv7(), account_id: accountId, name, roles, created_by: createdBy })
        .returningAll()
        .executeTakeFirstOrThrow();
      return servicePrincipalOf(row, []);
    },

    get: async (accountId, id) => withKeys(await live(accountId).selectAll().where("id", "=", id).executeTakeFirst()),

    getForUpdate: async (accountId, id) =>
      withKeys(await live(accountId).selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst()),

    async list(accountId, { limit, cursor }) {
      const after = decodeCursor(cursor, cursorSchema);
      const rows = await live(accountId)
        .selectAll()
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) < (${after?.createdAt}, ${after?.id})`),
        )
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      const keys = await keysOf(
        db,
        rows.map(({ id }) => id),
      );
      return pageOf(
        rows.map((row) => servicePrincipalOf(row, keys.get(row.id) ?? [])),
        limit,
        newestFirstKeyOf,
      );
    },

    async count(accountId) {
      const row = await live(accountId)
        .select(sql<number>`count(*)::int`.as("count"))
        .executeTakeFirstOrThrow();
      return row.count;
    },

    async find(id) {
      const row = await db
        .selectFrom("service_principals")
        .select(["account_id", "roles", "state", "subject", "last_used_at"])
        .where("id", "=", id)
        .executeTakeFirst();
      return (
        row && {
          accountId: row.account_id,
          roles: row.roles,
          state: row.state,
          subject: row.subject ?? undefined,
          lastUsedAt: row.last_used_at ?? undefined,
        }
      );
    },

    async setState(id, state) {
      await db
        .updateTable("service_principals")
        .set({ ...raiseRevision, state })
        .where("id", "=", id)
        .execute();
    },

    async addKey(id, key) {
      await db
        .insertInto("service_principal_keys")
        .values({ service_principal_id: id, id: key.id, public_key: JSON.stringify(key.publicKey) })
        .execute();
      await db.updateTable("service_principals").set(raiseRevision).where("id", "=", id).execute();
    },

    async removeKey(id, keyId) {
      await db
        .deleteFrom("service_principal_keys")
        .where("service_principal_id", "=", id)
        .where("id", "=", keyId)
        .execute();
      await db.updateTable("service_principals").set(raiseRevision).where("id", "=", id).execute();
    },

    async touch(id, at) {
      const staleBefore = new Date(at.getTime() - useGranularitySeconds * 1000);
      await db
        .updateTable("service_principals")
        .set({ last_used_at: at })
        .where("id", "=", id)
        .where((eb) => eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<", staleBefore)]))
        .execute();
    },

    // The claim is an advisory lock instead of the row's lock: the call to the realm takes time,
    // and disabling the service principal must not wait for it.
    async claimForSync() {
      for (;;) {
        const { rows } = await sql<{ id: string }>`
          with due as materialized (
            select id from service_principals
            where synced_revision < revision and sync_due_at <= clock_timestamp()
            order by sync_due_at limit 20
          )
          select id from due where pg_try_advisory_xact_lock(hashtextextended('service_principal ' || id, 0)) limit 1
        `.execute(db);
        const [claimed] = rows;
        if (claimed === undefined) return undefined;
        // Read after the claim: its previous holder may have sent this very revision, or failed.
        const row = await db
          .selectFrom("service_principals")
          .selectAll()
          .where("id", "=", claimed.id)
          .where("synced_revision", "<", sql<number>`revision`)
          .where("sync_due_at", "<=", sql<Date>`clock_timestamp()`)
          .executeTakeFirst();
        if (row === undefined) continue;
        const { id, state, revision, sync_attempts: attempts } = row;
        return { id, state, keys: (await keysOf(db, [id])).get(id) ?? [], revision, attempts };
      }
    },

    async markSynced(id, revision, subject) {
      await db
        .updateTable("service_principals")
        .set((eb) => ({
          synced_revision: sql<number>`greatest(synced_revision, ${revision})`,
          sync_attempts: 0,
          subject: subject === undefined ? eb.ref("subject") : subject,
        }))
        .where("id", "=", id)
        .execute();
    },

    async postponeSync(id, delaySeconds) {
      await db
        .updateTable("service_principals")
        .set({
          sync_due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${delaySeconds})`,
          sync_attempts: sql<number>`sync_attempts + 1`,
        })
        .where("id", "=", id)
        .execute();
    },

    async countUnsynced() {
      const row = await db
        .selectFrom("service_principals")
        .select(sql<number>`count(*)::int`.as("count"))
        .where("synced_revision", "<", sql<number>`revision`)
        .executeTakeFirstOrThrow();
      return row.count;
    },
  };
};
