import { z } from "zod";
import { defineRoute } from "../route.ts";
import { identity, maxLookup } from "./schemas.ts";

const email = z.email().max(254);

/** The request in the calling region, for the audit of a first sign-in or a rejection. */
const origin = z.strictObject({
  source_ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  request_id: z.string().min(1).max(128).optional(),
});

export const getPrincipal = defineRoute({
  id: "principals.get",
  method: "GET",
  path: "/internal/principals",
  summary: "Get a principal by email",
  security: "region",
  query: z.strictObject({ email }),
  responses: { 200: { description: "The principal", schema: identity } },
  errors: ["principal_not_found"],
});

export const lookUpPrincipals = defineRoute({
  id: "principals.lookup",
  method: "POST",
  path: "/internal/principals/lookup",
  summary: "Get several principals by email",
  security: "region",
  body: z.strictObject({ emails: z.array(email).min(1).max(maxLookup) }),
  responses: {
    200: {
      description: "The known principals; unknown addresses are left out",
      schema: z.object({ principals: z.array(identity.extend({ email: z.string() })) }),
    },
  },
  errors: [],
});

export const resolvePrincipal = defineRoute({
  id: "principals.resolve",
  method: "POST",
  path: "/internal/principals",
  summary: "Create or bind the principal of a token that the calling region has verified",
  description:
    "The issuer is the calling region's own realm. For the primary's realm, whose system roles apply in every region, an " +
    "existing principal is returned unchanged. Every other issuer is rejected with `region_forbidden`.",
  security: "region",
  body: z.strictObject({
    email,
    issuer: z.url().max(300),
    subject: z.string().min(1).max(255),
    /** A region of an earlier release does not send it. */
    origin: origin.optional(),
  }),
  responses: { 200: { description: "The principal", schema: identity } },
  errors: ["identity_mismatch", "principal_not_found", "region_forbidden"],
});
