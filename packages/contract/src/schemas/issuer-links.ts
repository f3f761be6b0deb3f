import { issuerLinkStatuses } from "@cogrion/domain";
import { regionPattern } from "@cogrion/domain/naming/region";
import type { RegionId } from "@cogrion/domain";
import { z } from "zod";
import { timestamp, uuid } from "./common.ts";

export const issuerLink = z
  .object({
    id: uuid,
    principal_uid: uuid,
    email: z.string().meta({ description: "The address of both sign-ins" }),
    region: z.string().meta({ description: "Whose sign-in is linked" }),
    status: z.enum(issuerLinkStatuses),
    issuer: z.string().nullable().meta({ description: "Null while pending" }),
    subject: z.string().nullable().meta({ description: "Null while pending" }),
    requested_at: timestamp,
    linked_at: timestamp.nullable(),
    expires_at: timestamp.meta({ description: "Of the code while pending, then of the link" }),
  })
  .meta({ id: "IssuerLink" });

export const requestIssuerLinkBody = z.strictObject({
  region: z
    .string()
    .max(63)
    .regex(regionPattern)
    .transform((text): RegionId => text as RegionId)
    .meta({ description: "Whose sign-in is to act as you in this region", example: "oslo-1" }),
});

export const confirmIssuerLinkBody = z.strictObject({
  code: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: "From the mail", example: `cgl_${"x".repeat(43)}` }),
  access_token: z
    .string()
    .min(1)
    .max(16_384)
    .regex(/^[\w.-]+$/)
    .meta({ description: "An access token of the other region's realm, for the same address" }),
});

export const ownIssuerLinkParams = z.strictObject({ issuer_link_id: uuid });
export const issuerLinkParams = z.strictObject({ account_id: uuid, issuer_link_id: uuid });
