import { roles, supportRoles, systemRoles } from "@cogrion/domain";
import { z } from "zod";
import { timestamp, uuid } from "./common.ts";

export const me = z
  .object({
    uid: uuid,
    email: z.email(),
    kind: z.enum(["user", "service"]),
    system_roles: z.array(z.enum(systemRoles)),
    accounts: z.array(z.object({ id: uuid, roles: z.array(z.enum(roles)) })),
    support_access: z
      .array(z.object({ id: uuid, account_id: uuid, role: z.enum(supportRoles), expires_at: timestamp }))
      .meta({ description: "Support access that is in force; only for Cogrion's staff" }),
    region: z.string(),
  })
  .meta({ id: "Me" });
