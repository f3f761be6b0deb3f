import { roles, systemRoles } from "@cogrion/domain";
import { z } from "zod";
import { displayName, timestamp, uuid } from "./common.ts";

export const account = z.object({ id: uuid, name: z.string(), created_at: timestamp }).meta({ id: "Account" });

export const createAccountBody = z.strictObject({
  name: displayName.meta({ example: "Acme Corporation" }),
});

export const me = z
  .object({
    uid: uuid,
    email: z.email(),
    kind: z.enum(["user", "service"]),
    system_roles: z.array(z.enum(systemRoles)),
    accounts: z.array(z.object({ id: uuid, roles: z.array(z.enum(roles)) })),
    region: z.string(),
  })
  .meta({ id: "Me" });
