import { z } from "zod";

/** OAuth 2.0 Protected Resource Metadata, RFC 9728 section 2. */
export const protectedResource = z
  .object({
    resource: z.url(),
    authorization_servers: z.array(z.url()).min(1),
    bearer_methods_supported: z.array(z.literal("header")),
    resource_documentation: z.url(),
  })
  .meta({ id: "ProtectedResource" });
