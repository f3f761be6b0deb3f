import { randomUUIDv7 } from "node:crypto";
import type { Store, WorkspaceId, WorkspaceToken } from "@cogrion/domain";
import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

const tokenOf = (row: Omit<Selectable<Database["workspace_tokens"]>, "secret_hash">): WorkspaceToken => ({
  id: row.id,
  workspaceId: row.workspace_id as WorkspaceId,
  name: row.name,
  mintedBy: row.minted_by ?? undefined,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
});

const columns = ["id", "workspace_id", "name", "minted_by", "created_at", "last_used_at", "revoked_at"] as const;
const useGranularitySeconds = 60;

export const tokensRepository = (db: Kysely<Database>): Store["tokens"] => ({
  async create({ workspaceId, name, mintedBy, secretHash }) {
    const row = await db
      .insertInto("workspace_tokens")
      .values({ id: randomUUIDv7(), workspace_id: workspaceId, name, minted_by: mintedBy, secret_hash: secretHash })
      .returning(columns)
      .executeTakeFirstOrThrow();
    return tokenOf(row);
  },

  async list(id) {
    const rows = await db
      .selectFrom("workspace_tokens")
      .select(columns)
      .where("workspace_id", "=", id)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .execute();
    return rows.map(tokenOf);
  },

  async revoke(id, tokenId) {
    const row = await db
      .updateTable("workspace_tokens")
      .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
      .where("id", "=", tokenId)
      .where("workspace_id", "=", id)
      .returning("id")
      .executeTakeFirst();
    return row !== undefined;
  },

  async revokeAll(id) {
    await db
      .updateTable("workspace_tokens")
      .set({ revoked_at: sql<Date>`now()` })
      .where("workspace_id", "=", id)
      .where("revoked_at", "is", null)
      .execute();
  },

  async findByHash(secretHash) {
    const row = await db
      .selectFrom("workspace_tokens")
      .select(columns)
      .where("secret_hash", "=", secretHash)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    return row && tokenOf(row);
  },

  async touch(tokenId, at) {
    const staleBefore = new Date(at.getTime() - useGranularitySeconds * 1000);
    await db
      .updateTable("workspace_tokens")
      .set({ last_used_at: at })
      .where("id", "=", tokenId)
      .where((eb) => eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<", staleBefore)]))
      .execute();
  },
});
