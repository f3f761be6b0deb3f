import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";

export const registrationsRepository = (db: Kysely<Database>): Store["registrations"] => ({
  async record(id, registration) {
    const inserted = await db
      .insertInto("bff_registrations")
      .values({
        workspace_id: id,
        key: registration.key,
        request_hash: registration.requestHash,
        bff_url: registration.bffUrl,
      })
      .onConflict((conflict) => conflict.columns(["workspace_id", "key"]).doNothing())
      .returning("position")
      .executeTakeFirst();
    if (inserted !== undefined) return { isNew: true, isCurrent: true, registration };
    const earlier = await db
      .selectFrom("bff_registrations as earlier")
      .select((eb) => [
        "earlier.key",
        "earlier.request_hash",
        "earlier.bff_url",
        eb
          .not(
            eb.exists(
              eb
                .selectFrom("bff_registrations as later")
                .select("later.position")
                .where("later.workspace_id", "=", id)
                .whereRef("later.position", ">", "earlier.position"),
            ),
          )
          .as("is_current"),
      ])
      .where("earlier.workspace_id", "=", id)
      .where("earlier.key", "=", registration.key)
      .executeTakeFirstOrThrow();
    return {
      isNew: false,
      isCurrent: Boolean(earlier.is_current),
      registration: { key: earlier.key, requestHash: earlier.request_hash, bffUrl: earlier.bff_url },
    };
  },
});
