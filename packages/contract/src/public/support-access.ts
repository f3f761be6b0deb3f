import { z } from "zod";
import { defineRoute } from "../route.ts";
import { accountParams, idempotencyHeaders, pageOf, pageQuery } from "../schemas/common.ts";
import { requestSupportAccessBody, supportAccess, supportAccessParams } from "../schemas/support-access.ts";

const inAccount = "/api/accounts/{account_id}/support-access";
const one = `${inAccount}/{support_access_id}` as const;
const answered = { 200: { description: "The current state", schema: supportAccess } };

export const requestSupportAccess = defineRoute({
  id: "support_access.request",
  method: "POST",
  path: inAccount,
  summary: "Request access to an account (Cogrion's staff)",
  description:
    "A staff member can have one open request per account. A request expires after 24 hours without a decision.",
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
  summary: "List the support access to an account",
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
  summary: "List your own support access in this region (Cogrion's staff)",
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
  summary: "Approve a request for support access",
  description: "The person who requested the access cannot approve it.",
  permission: "support_access.decide",
});

export const refuseSupportAccess = defineRoute({
  ...decision,
  id: "support_access.refuse",
  path: `${one}/refuse`,
  summary: "Refuse a request for support access",
  permission: "support_access.decide",
});

export const withdrawSupportAccess = defineRoute({
  ...decision,
  id: "support_access.withdraw",
  path: `${one}/withdraw`,
  summary: "Withdraw your own request for support access",
});

export const endSupportAccess = defineRoute({
  ...decision,
  id: "support_access.end",
  path: `${one}/end`,
  summary: "End support access before it expires",
  permission: "support_access.decide",
  description:
    "The staff member who has the access can also end it, without the permission that others need. Their next request that relies on it is rejected.",
});
