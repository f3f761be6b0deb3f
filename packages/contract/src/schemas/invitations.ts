import { mailStatuses, roles } from "@cogrion/domain";
import { z } from "zod";
import { account } from "./accounts.ts";
import { emailAddress, timestamp, uuid } from "./common.ts";
import { someRoles } from "./members.ts";

export const invitation = z
  .object({
    id: uuid,
    email: z.string(),
    roles: z.array(z.enum(roles)),
    status: z.enum(["pending", "expired", "accepted", "revoked"]),
    mail: z.enum(mailStatuses).meta({ description: "State of its newest mail" }),
    invited_by: uuid.meta({ description: "The principal who created it or sent it again last" }),
    created_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: "Invitation" });

export const createInvitationBody = z.strictObject({
  email: emailAddress.meta({ example: "grace@acme.example" }),
  roles: someRoles,
});

export const acceptInvitationBody = z.strictObject({
  token: z.string().min(1).max(200).meta({ description: "The part of the link after `#`" }),
});

export const acceptedInvitation = z
  .object({ account, roles: z.array(z.enum(roles)).meta({ description: "Your roles in the account" }) })
  .meta({ id: "AcceptedInvitation" });
