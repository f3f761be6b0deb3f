import { signInGrantKinds, visibleCharacter } from "@cogrion/domain";
import { z } from "zod";
import { emailAddress, timestamp, uuid } from "./common.ts";

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

const mailDomain = z
  .string()
  .max(253)
  .regex(new RegExp(`^(?:${label}\\.)+[a-z]{2,63}$`), {
    error: "must be a mail domain in lower case, like acme.example",
  });
const groupPath = z
  .string()
  .max(254)
  .regex(new RegExp(`^(?:/${visibleCharacter.replace("[^", "[^/")}{1,100}){1,5}$`, "u"), {
    error: "must be the path of a group, like /engineers",
  });

export const createSignInGrantBody = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("person"), value: emailAddress }),
    z.strictObject({ kind: z.literal("domain"), value: mailDomain }),
    z.strictObject({ kind: z.literal("group"), value: groupPath }),
  ])
  .meta({ example: { kind: "person", value: "grace@acme.example" } });
