import { supportAccessDurationSeconds, supportAccessStates, supportRoles } from "@cogrion/domain";
import { z } from "zod";
import { displayLine, timestamp, uuid } from "./common.ts";

export const supportAccess = z
  .object({
    id: uuid,
    account_id: uuid,
    staff: z
      .object({ uid: uuid, email: z.string() })
      .meta({ description: "The member of Cogrion's staff who requests access" }),
    role: z.enum(supportRoles),
    reason: z.string(),
    duration_seconds: z.int().meta({ description: "Duration from the approval" }),
    state: z.enum(supportAccessStates),
    requested_at: timestamp,
    answer_by: timestamp.meta({ description: "Without a decision by then, the request lapses" }),
    decided_at: timestamp.nullable(),
    decided_by: uuid.nullable(),
    expires_at: timestamp.nullable(),
    ended_at: timestamp.nullable(),
    ended_by: uuid.nullable(),
  })
  .meta({ id: "SupportAccess" });

export const requestSupportAccessBody = z.strictObject({
  role: z.enum(supportRoles),
  reason: displayLine(500).meta({
    description: "The customer reads it",
    example: "Ticket 4711: the certificate of w-acme does not validate",
  }),
  duration_seconds: z
    .int()
    .min(supportAccessDurationSeconds.min)
    .max(supportAccessDurationSeconds.max)
    .meta({ example: 3600 }),
});

export const supportAccessParams = z.strictObject({ account_id: uuid, support_access_id: uuid });
