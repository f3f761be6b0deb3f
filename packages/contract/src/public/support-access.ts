import { z } from "zod";
import { defineRoute } from "../route.ts";
import { accountParams, idempotencyHeaders, pageOf, pageQuery } from "../schemas/common.ts";
import { requestSupportAccessBody, supportAccess, supportAccessParams } from "../schemas/support-access.ts";

const inAccount = "/api/accounts/{account_id}/support-access";
const one = `${inAccount}/{support_access_id}` as const;
const answered = { 200: { description: "As it stands now", schema: supportAccess } };

export const requestSupportAccess = defineRoute({
  id: "support_access.request",
  method: "POST",
  path: inAccount,
  summary: "Ask an account's owners for access (Cogrion's staff)",
  description: "One open request for each of the staff and account. Nobody's answer within 24 hours is a no.",
  security: "principal",
  isIdempotent: true,
  headers: idempotencyHeaders,
  params: accountParams,
  body: requestSupportAccessBody,
  responses: { 201: { description: "The request", schema: supportAccess } },
  errors: ["account_not_found", "role_insufficient", "support_access_state_conflict"],
});

export const listSupportAccess = defineRoute({
  id: "support_access.list",
  method: "GET",
  path: inAccount,
  summary: "Who of Cogrion's staff asked for access to the account, why, and what became of it",
  security: "principal",
  permission: "account.read",
  params: accountParams,
  query: z.strictObject(pageQuery),
  responses: { 200: { description: "A page", schema: pageOf(supportAccess) } },
  errors: ["account_not_found", "cursor_invalid"],
});

export const listOwnSupportAccess = defineRoute({
  id: "support_access.list_own",
  method: "GET",
  path: "/api/support-access",
  summary: "What you have asked for in this region (Cogrion's staff)",
  security: "principal",
  query: z.strictObject(pageQuery),
  responses: { 200: { description: "A page", schema: pageOf(supportAccess) } },
  errors: ["cursor_invalid"],
});

const decision = {
  method: "POST",
  security: "principal",
  params: supportAccessParams,
  responses: answered,
  errors: ["account_not_found", "role_insufficient", "support_access_not_found", "support_access_state_conflict"],
} as const;

export const approveSupportAccess = defineRoute({
  ...decision,
  id: "support_access.approve",
  path: `${one}/approve`,
  summary: "Let Cogrion's staff in, for the time that they asked for",
  description: "Not for who asked.",
  permission: "support_access.decide",
});

export const refuseSupportAccess = defineRoute({
  ...decision,
  id: "support_access.refuse",
  path: `${one}/refuse`,
  summary: "Decline a request",
  permission: "support_access.decide",
});

export const withdrawSupportAccess = defineRoute({
  ...decision,
  id: "support_access.withdraw",
  path: `${one}/withdraw`,
  summary: "Take a request of your own back",
});

export const endSupportAccess = defineRoute({
  ...decision,
  id: "support_access.end",
  path: `${one}/end`,
  summary: "End access before its time is over",
  permission: "support_access.decide",
  description:
    "The person who has the access can end it without that permission. The next request under it is rejected.",
});
