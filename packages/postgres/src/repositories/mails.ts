import { randomUUIDv7 } from "node:crypto";
import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Database } from "../schema.ts";

export const mailsRepository = (db: Kysely<Database>): Store["mails"] => ({
  async enqueue({ kind, invitationId, generation }) {
    await db
      .insertInto("mails")
      .values({ id: randomUUIDv7(), kind, invitation_id: invitationId, generation })
      .execute();
  },

  async claim(leaseSeconds) {
    const row = await db
      .updateTable("mails")
      .set((eb) => ({
        attempts: eb("attempts", "+", 1),
        due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`,
      }))
      .where("id", "=", (eb) =>
        eb
          .selectFrom("mails")
          .select("id")
          .where("status", "=", "queued")
          .where("due_at", "<=", sql<Date>`clock_timestamp()`)
          .orderBy("due_at")
          .orderBy("position")
          .limit(1)
          .forUpdate()
          .skipLocked(),
      )
      .returning(["id", "kind", "invitation_id", "generation", "attempts"])
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        kind: row.kind,
        invitationId: row.invitation_id,
        generation: row.generation,
        attempts: row.attempts,
      }
    );
  },

  async close(id, status) {
    await db
      .updateTable("mails")
      .set({ status, closed_at: sql<Date>`clock_timestamp()` })
      .where("id", "=", id)
      .where("status", "=", "queued")
      .execute();
  },

  async postpone(id, delaySeconds) {
    await db
      .updateTable("mails")
      .set({ due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${delaySeconds})` })
      .where("id", "=", id)
      .where("status", "=", "queued")
      .execute();
  },

  async queued() {
    const row = await db
      .selectFrom("mails")
      .select((eb) => [sql<number>`count(*)::int`.as("count"), eb.fn.min("created_at").as("oldest_at")])
      .where("status", "=", "queued")
      .executeTakeFirstOrThrow();
    return { count: row.count, oldestAt: row.oldest_at ?? undefined };
  },
});
