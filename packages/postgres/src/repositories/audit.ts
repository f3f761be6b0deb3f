import { randomUUIDv7 } from "node:crypto";
import type { Store } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";

export const auditRepository = (db: Kysely<Database>): Store["audit"] => ({
  async append(event) {
    await db
      .insertInto("audit_events")
      .values({
        id: randomUUIDv7(),
        account_id: event.accountId ?? null,
        actor_kind: event.actor.kind,
        actor_id: event.actor.id,
        action: event.action,
        target_kind: event.target.kind,
        target_id: event.target.id,
        source_ip: event.sourceIp ?? null,
        outcome: event.outcome,
        request_id: event.requestId ?? null,
      })
      .execute();
  },
});
