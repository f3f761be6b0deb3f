import { roles } from "@cogrion/domain";
import { z } from "zod";
import { timestamp, uuid } from "./common.ts";

/** Each role at most once; their order does not matter. */
export const someRoles = z
  .array(z.enum(roles))
  .min(1)
  .max(roles.length)
  .refine((given) => new Set(given).size === given.length, { error: "Each role at most once" })
  .meta({
    uniqueItems: true,
    description: "docs/guides/permissions.md lists what each role allows",
    example: ["operator"],
  });

export const member = z
  .object({
    principal_uid: uuid,
    email: z.string().meta({ description: "The invitation with which they joined" }),
    roles: z.array(z.enum(roles)),
    joined_at: timestamp,
  })
  .meta({ id: "Member" });

export const updateMemberBody = z.strictObject({ roles: someRoles });
