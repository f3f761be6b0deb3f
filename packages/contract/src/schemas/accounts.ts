import { z } from "zod";
import { displayName, timestamp, uuid } from "./common.ts";

const accountName = displayName.meta({ example: "Acme Corporation" });

export const account = z
  .object({
    id: uuid,
    name: z.string(),
    region: z.string().meta({ description: "The region that stores the account and everything that belongs to it" }),
    created_at: timestamp,
  })
  .meta({ id: "Account" });

export const createAccountBody = z.strictObject({
  name: accountName,
  region: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*-[1-9][0-9]{0,3}$/)
    .max(63)
    .optional()
    .meta({ description: "If present, it must be this region; call another region's API to create an account there" }),
});

export const updateAccountBody = z.strictObject({ name: accountName });
