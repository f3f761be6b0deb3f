import { signInGrantKinds } from "@cogrion/domain";
import { z } from "zod";
import { emailAddress, timestamp, uuid, visibleText } from "./common.ts";

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

export const signInGrant = z
  .object({
    id: uuid,
    kind: z.enum(signInGrantKinds),
    value: z.string().meta({ description: "An address, a mail domain, or the path of a group of the realm" }),
    granted_by: uuid.meta({ description: "Uid of the principal who granted it" }),
    created_at: timestamp,
  })
  .meta({ id: "SignInGrant" });

/** One schema for all kinds, so that it stays one object; `value` is of the kind's form. */
export const createSignInGrantBody = z
  .strictObject({
    kind: z.enum(signInGrantKinds).meta({ example: "person" }),
    value: visibleText(254).meta({ example: "grace@acme.example" }),
  })
  .superRefine(({ kind, value }, context) => {
    if (formOf[kind].safeParse(value).success) return;
    context.addIssue({ code: "custom", path: ["value"], message: `must be ${nameOf[kind]}` });
  });

const formOf = {
  person: emailAddress,
  domain: z
    .string()
    .max(253)
    .regex(new RegExp(`^(?:${label}\\.)+[a-z]{2,63}$`)),
  group: z.string().regex(/^(?:\/[^/]{1,100}){1,5}$/u),
};
const nameOf = {
  person: "an e-mail address",
  domain: "a mail domain in lower case, like acme.example",
  group: "the path of a group, like /engineers",
};
