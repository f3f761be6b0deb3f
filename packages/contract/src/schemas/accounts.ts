import { z } from "zod";
import { displayName, timestamp, uuid } from "./common.ts";

const accountName = displayName.meta({ example: "Acme Corporation" });

export const account = z
  .object({
    id: uuid,
    name: z.string(),
    region: z.string().meta({ description: "Where it lives, with all that belongs to it" }),
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
    .meta({ description: "This region, where it is named at all; another one's API creates accounts there" }),
});

export const updateAccountBody = z.strictObject({ name: accountName });
