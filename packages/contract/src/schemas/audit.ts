import type { AuditRecord } from "@cogrion/domain";
import { auditActorKinds, auditOutcomes } from "@cogrion/domain";
import { z } from "zod";
import { timestamp, uuid, visibleText } from "./common.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Loose, because a field that a later version adds is also part of the hash. */
export const auditEvent = z
  .looseObject({
    sequence: z.int().min(1).meta({ description: "Place in the account's chain: from 1, without gaps" }),
    id: uuid,
    at: timestamp,
    account_id: uuid.nullable(),
    actor: z.object({ kind: z.enum(auditActorKinds), id: z.string() }),
    action: z.string().meta({ example: "workspace.created" }),
    target: z.object({ kind: z.string(), id: z.string() }),
    source_ip: z.string().nullable(),
    outcome: z.enum(auditOutcomes),
    request_id: z.string().nullable(),
    details: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: "What changed; with `before` and `after` if a value was replaced" }),
    previous_hash: sha256,
    hash: sha256.meta({ description: "SHA-256 of all other fields in canonical JSON (RFC 8785)" }),
  })
  .meta({ id: "AuditEvent" }) satisfies z.ZodType<AuditRecord>;

export const auditHead = z
  .object({ account_id: uuid.nullable(), sequence: z.int().min(0), hash: sha256 })
  .meta({ id: "AuditHead", description: "The newest event of a chain; a copy that you store elsewhere is an anchor" });

/** The last line of an NDJSON export; a file without it is incomplete. */
export const auditExportEnd = z.object({
  end: z.object({
    account_id: uuid,
    exported_at: timestamp,
    events: z.int().min(0),
    is_filtered: z.boolean(),
    head: auditHead,
  }),
});

const moment = z.iso.datetime({ offset: true });

export const auditFilter = {
  actor_id: visibleText(256).optional().meta({ description: "Uid of a principal or id of a workspace" }),
  action: z
    .string()
    .regex(/^[a-z_]{1,50}\.[a-z_]{1,50}$/)
    .optional()
    .meta({ example: "workspace.created" }),
  target_kind: z
    .string()
    .regex(/^[a-z_]{1,50}$/)
    .optional()
    .meta({ example: "workspace" }),
  target_id: visibleText(256).optional().meta({ example: "w-acme" }),
  outcome: z.enum(auditOutcomes).optional(),
  from: moment.optional().meta({ description: "At this time or later, RFC 3339" }),
  to: moment.optional().meta({ description: "Before this time, RFC 3339" }),
};

export const auditExportFormats = ["ndjson", "csv"] as const;
export type AuditExportFormat = (typeof auditExportFormats)[number];
