import { z } from "zod";
import { defineRoute } from "../route.ts";
import { accountParams, idempotencyHeaders, invitationParams, pageOf, pageQuery } from "../schemas/common.ts";
import { acceptInvitationBody, acceptedInvitation, createInvitationBody, invitation } from "../schemas/invitations.ts";

const onInvitation = {
  security: "principal",
  permission: "member.manage",
  params: invitationParams,
} as const;

export const createInvitation = defineRoute({
  id: "invitations.create",
  method: "POST",
  path: "/api/accounts/{account_id}/invitations",
  summary: "Invite a person by mail",
  description:
    "The link in the mail works once, for 7 days, and only for a person who signs in with the address that it was sent to. A mailbox gets at most one invitation per minute and 10 per day, including revoked ones and those of other accounts.",
  security: "principal",
  permission: "member.manage",
  isIdempotent: true,
  params: accountParams,
  headers: idempotencyHeaders,
  body: createInvitationBody,
  responses: {
    201: {
      description: "The invitation; its mail is queued",
      schema: invitation,
      headers: { location: "The invitation's URL" },
    },
  },
  errors: [
    "account_not_found",
    "role_insufficient",
    "member_exists",
    "invitation_exists",
    "invitation_limit_reached",
    "rate_limited",
  ],
});

export const listInvitations = defineRoute({
  id: "invitations.list",
  method: "GET",
  path: "/api/accounts/{account_id}/invitations",
  summary: "List an account's invitations, newest first, including closed ones",
  security: "principal",
  permission: "member.manage",
  params: accountParams,
  query: z.strictObject(pageQuery),
  responses: { 200: { description: "A page", schema: pageOf(invitation) } },
  errors: ["account_not_found", "role_insufficient", "cursor_invalid"],
});

export const getInvitation = defineRoute({
  ...onInvitation,
  id: "invitations.get",
  method: "GET",
  path: "/api/accounts/{account_id}/invitations/{invitation_id}",
  summary: "Get an invitation",
  responses: { 200: { description: "The invitation", schema: invitation } },
  errors: ["account_not_found", "role_insufficient", "invitation_not_found"],
});

export const resendInvitation = defineRoute({
  ...onInvitation,
  id: "invitations.resend",
  method: "POST",
  path: "/api/accounts/{account_id}/invitations/{invitation_id}/resend",
  summary: "Send an invitation again",
  description:
    "Sends a new link that is valid for 7 days and invalidates earlier links. It counts as a new invitation mail.",
  responses: { 200: { description: "The invitation; its mail is queued", schema: invitation } },
  errors: ["account_not_found", "role_insufficient", "invitation_not_found", "invitation_closed", "rate_limited"],
});

export const revokeInvitation = defineRoute({
  ...onInvitation,
  id: "invitations.revoke",
  method: "DELETE",
  path: "/api/accounts/{account_id}/invitations/{invitation_id}",
  summary: "Revoke an invitation immediately",
  responses: { 204: { description: "Revoked" } },
  errors: ["account_not_found", "role_insufficient", "invitation_not_found", "invitation_closed"],
});

export const acceptInvitation = defineRoute({
  id: "invitations.accept",
  method: "POST",
  path: "/api/invitations/accept",
  summary: "Accept an invitation with the token of its link",
  description: "You must be signed in with the address that the invitation was sent to. The request can be repeated.",
  security: "principal",
  body: acceptInvitationBody,
  responses: { 200: { description: "You are a member", schema: acceptedInvitation } },
  errors: ["people_only", "invitation_not_found", "quota_exceeded"],
});
