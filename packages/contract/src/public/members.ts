import { z } from "zod";
import { defineRoute } from "../route.ts";
import { accountParams, ifMatch, memberParams, pageOf, pageQuery } from "../schemas/common.ts";
import { member, updateMemberBody } from "../schemas/members.ts";

const oneMember = { description: "The member", schema: member, headers: { etag: "The membership's version" } };

export const listMembers = defineRoute({
  id: "members.list",
  method: "GET",
  path: "/api/accounts/{account_id}/members",
  summary: "List an account's members, newest first",
  security: "principal",
  permission: "member.read",
  params: accountParams,
  query: z.strictObject(pageQuery),
  responses: { 200: { description: "A page", schema: pageOf(member) } },
  errors: ["account_not_found", "cursor_invalid"],
});

export const getMember = defineRoute({
  id: "members.get",
  method: "GET",
  path: "/api/accounts/{account_id}/members/{principal_uid}",
  summary: "Get a member",
  security: "principal",
  permission: "member.read",
  params: memberParams,
  responses: { 200: oneMember },
  errors: ["account_not_found", "member_not_found"],
});

export const updateMember = defineRoute({
  id: "members.update",
  method: "PATCH",
  path: "/api/accounts/{account_id}/members/{principal_uid}",
  summary: "Change a member's roles",
  description: "You cannot grant or remove a role above your own, and an account always keeps an owner.",
  security: "principal",
  permission: "member.manage",
  params: memberParams,
  headers: ifMatch,
  body: updateMemberBody,
  responses: { 200: oneMember },
  errors: ["account_not_found", "member_not_found", "role_insufficient", "version_mismatch", "last_owner"],
});

export const removeMember = defineRoute({
  id: "members.remove",
  method: "DELETE",
  path: "/api/accounts/{account_id}/members/{principal_uid}",
  summary: "Remove a member immediately",
  description: "Their open invitations are revoked.",
  security: "principal",
  permission: "member.manage",
  params: memberParams,
  responses: { 204: { description: "Removed" } },
  errors: ["account_not_found", "member_not_found", "role_insufficient", "last_owner"],
});

export const leaveAccount = defineRoute({
  id: "members.leave",
  method: "POST",
  path: "/api/accounts/{account_id}/leave",
  summary: "Leave an account",
  security: "principal",
  permission: "account.read",
  params: accountParams,
  responses: { 204: { description: "You are no longer a member" } },
  errors: ["account_not_found", "role_insufficient", "last_owner"],
});
