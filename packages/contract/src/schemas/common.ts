import type { ErrorCode, WorkspaceId } from "@cogrion/domain";
import { errorCodes, visibleCharacter, visibleLine } from "@cogrion/domain";
import { z } from "zod";

// The type and the pattern are the domain's; a test compares them. No transform, because the same
// schema encodes responses.
export const workspaceId = z
  .string()
  .regex(/^w-[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/)
  .meta({ description: "`w-{slug}`", example: "w-acme" }) as unknown as z.ZodType<WorkspaceId, string>;

const isWellFormed = (text: string): boolean => text.isWellFormed();

/** One line for people: visible characters, without spaces at its ends. */
export const displayLine = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(new RegExp(visibleLine, "u"))
    .refine(isWellFormed, "Invalid string: half of a surrogate pair");

/** A name for people: 1 to 100 characters, without spaces at its ends. */
export const displayName = displayLine(100);

/** An id or a word from another system: visible characters without spaces. */
export const visibleText = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(new RegExp(`^${visibleCharacter}+$`, "u"))
    .refine(isWellFormed, "Invalid string: half of a surrogate pair");

const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

/** zod's pattern, with the lengths of RFC 5321 section 4.5.3.1 and RFC 1035 section 2.3.4. */
export const emailAddress = z
  .email({
    pattern: new RegExp(`^(?!\\.)(?!.*\\.\\.)[A-Za-z0-9_'+\\-.]{0,63}[A-Za-z0-9_+-]@(?:${label}\\.)+[A-Za-z]{2,63}$`),
  })
  .max(254);

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the caller creates one for each
 * intended request.
 */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{8,128}$/)
  .meta({
    description: "A repeated request with the same key gets the response of the first one",
    example: "3f0c1d52-8c1e",
  });

export const idempotencyHeaders = z.object({ "idempotency-key": idempotencyKey.optional() });

export const ifMatch = z.object({
  "if-match": z
    .string()
    .max(64)
    .optional()
    .meta({ description: "The ETag that was read last; 412 if the resource has changed since then" }),
});

export const uuid = z.uuid().meta({ example: "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10" });
export const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC" });

export const workspaceParams = z.strictObject({ workspace_id: workspaceId });
export const accountParams = z.strictObject({ account_id: uuid });
export const invitationParams = z.strictObject({ account_id: uuid, invitation_id: uuid });
export const memberParams = z.strictObject({ account_id: uuid, principal_uid: uuid });

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: "Rows per page" }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,512}$/)
    .optional()
    .meta({ description: "`next_cursor` of the previous page" }),
};

/** Newest first; `next_cursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** RFC 9457, `application/problem+json`. */
export const problem = z
  .object({
    type: z.url().meta({ description: "URL of the page that documents the code" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(codes),
    request_id: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().meta({ description: "RFC 6901, or `#query/…`" }), detail: z.string() }))
      .optional(),
    meta: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;
