import { z } from "zod";
import { defineRoute } from "../route.ts";
import { account, createAccountBody, updateAccountBody } from "../schemas/accounts.ts";
import { accountParams, idempotencyHeaders, ifMatch, pageOf, pageQuery } from "../schemas/common.ts";

export const createAccount = defineRoute({
  id: "accounts.create",
  method: "POST",
  path: "/api/accounts",
  summary: "Create an account in this region and become its owner",
  security: "principal",
  isIdempotent: true,
  headers: idempotencyHeaders,
  body: createAccountBody,
  responses: {
    201: { description: "The account", schema: account, headers: { location: "Its URL", etag: "Its version" } },
  },
  errors: ["people_only", "region_invalid", "account_region_mismatch", "quota_exceeded"],
});

export const listAccounts = defineRoute({
  id: "accounts.list",
  method: "GET",
  path: "/api/accounts",
  summary: "List the accounts you belong to",
  security: "principal",
  query: z.strictObject(pageQuery),
  responses: { 200: { description: "A page", schema: pageOf(account) } },
  errors: ["cursor_invalid"],
});

export const getAccount = defineRoute({
  id: "accounts.get",
  method: "GET",
  path: "/api/accounts/{account_id}",
  summary: "Get an account",
  security: "principal",
  permission: "account.read",
  params: accountParams,
  responses: { 200: { description: "The account", schema: account, headers: { etag: "Its version" } } },
  errors: ["account_not_found"],
});

export const updateAccount = defineRoute({
  id: "accounts.update",
  method: "PATCH",
  path: "/api/accounts/{account_id}",
  summary: "Rename an account",
  security: "principal",
  permission: "account.update",
  params: accountParams,
  headers: ifMatch,
  body: updateAccountBody,
  responses: { 200: { description: "The account", schema: account, headers: { etag: "Its version" } } },
  errors: ["account_not_found", "role_insufficient", "version_mismatch"],
});
