import { mailStatuses, roles, supportRoles, systemRoles } from "@cogrion/domain";
import { z } from "zod";
import { displayName, emailAddress, timestamp, uuid } from "./common.ts";

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

/** Each once; their order does not matter. */
const someRoles = z
  .array(z.enum(roles))
  .min(1)
  .max(roles.length)
  .refine((given) => new Set(given).size === given.length, { error: "Each role once" })
  .meta({ uniqueItems: true, description: "What each allows: docs/guides/permissions.md", example: ["operator"] });

export const member = z
  .object({
    principal_uid: uuid,
    email: z.string().meta({ description: "By which they joined" }),
    roles: z.array(z.enum(roles)),
    joined_at: timestamp,
  })
  .meta({ id: "Member" });

export const updateMemberBody = z.strictObject({ roles: someRoles });

export const invitation = z
  .object({
    id: uuid,
    email: z.string(),
    roles: z.array(z.enum(roles)),
    status: z.enum(["pending", "expired", "accepted", "revoked"]),
    mail: z.enum(mailStatuses).meta({ description: "What became of its newest mail" }),
    invited_by: uuid.meta({ description: "The principal who vouches for it" }),
    created_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: "Invitation" });

export const createInvitationBody = z.strictObject({
  email: emailAddress.meta({ example: "grace@acme.example" }),
  roles: someRoles,
});

export const acceptInvitationBody = z.strictObject({
  token: z.string().min(1).max(200).meta({ description: "From the link, what is behind its `#`" }),
});

export const acceptedInvitation = z
  .object({ account, roles: z.array(z.enum(roles)).meta({ description: "Yours in the account" }) })
  .meta({ id: "AcceptedInvitation" });

export const me = z
  .object({
    uid: uuid,
    email: z.email(),
    kind: z.enum(["user", "service"]),
    system_roles: z.array(z.enum(systemRoles)),
    accounts: z.array(z.object({ id: uuid, roles: z.array(z.enum(roles)) })),
    support_access: z
      .array(z.object({ id: uuid, account_id: uuid, role: z.enum(supportRoles), expires_at: timestamp }))
      .meta({ description: "In force now; of Cogrion's staff alone" }),
    region: z.string(),
  })
  .meta({ id: "Me" });
