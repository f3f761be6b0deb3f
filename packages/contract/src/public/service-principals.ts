import { z } from "zod";
import { defineRoute } from "../route.ts";
import { accountParams, idempotencyHeaders, pageOf, pageQuery } from "../schemas/common.ts";
import {
  addServicePrincipalKeyBody,
  createServicePrincipalBody,
  servicePrincipal,
  servicePrincipalKeyParams,
  servicePrincipalParams,
} from "../schemas/service-principals.ts";

const inAccount = "/api/accounts/{account_id}/service-principals";
const one = `${inAccount}/{service_principal_id}` as const;
const changed = { 200: { description: "The current state", schema: servicePrincipal } };

export const createServicePrincipal = defineRoute({
  id: "service_principals.create",
  method: "POST",
  path: inAccount,
  summary: "Create a service principal",
  description:
    "Its roles cannot exceed yours. It gets access tokens with the client credentials grant, authenticated with its private key (RFC 7523), once `is_in_force` is true.",
  security: "principal",
  permission: "service_principal.manage",
  isIdempotent: true,
  headers: idempotencyHeaders,
  params: accountParams,
  body: createServicePrincipalBody,
  responses: {
    201: { description: "The service principal", schema: servicePrincipal, headers: { location: "Its URL" } },
  },
  errors: ["account_not_found", "role_insufficient", "service_principal_limit"],
});

export const listServicePrincipals = defineRoute({
  id: "service_principals.list",
  method: "GET",
  path: inAccount,
  summary: "List an account's service principals with their last use",
  security: "principal",
  permission: "member.read",
  params: accountParams,
  query: z.strictObject(pageQuery),
  responses: { 200: { description: "A page", schema: pageOf(servicePrincipal) } },
  errors: ["account_not_found", "cursor_invalid"],
});

export const getServicePrincipal = defineRoute({
  id: "service_principals.get",
  method: "GET",
  path: one,
  summary: "Get a service principal",
  security: "principal",
  permission: "member.read",
  params: servicePrincipalParams,
  responses: { 200: { description: "The service principal", schema: servicePrincipal } },
  errors: ["account_not_found", "service_principal_not_found"],
});

const change = {
  security: "principal",
  permission: "service_principal.manage",
  errors: ["account_not_found", "role_insufficient", "service_principal_not_found"],
} as const;

export const disableServicePrincipal = defineRoute({
  ...change,
  id: "service_principals.disable",
  method: "POST",
  path: `${one}/disable`,
  summary: "Disable a service principal: its tokens are rejected immediately",
  params: servicePrincipalParams,
  responses: changed,
});

export const enableServicePrincipal = defineRoute({
  ...change,
  id: "service_principals.enable",
  method: "POST",
  path: `${one}/enable`,
  summary: "Enable a service principal",
  params: servicePrincipalParams,
  responses: changed,
});

export const addServicePrincipalKey = defineRoute({
  ...change,
  id: "service_principals.add_key",
  method: "POST",
  path: `${one}/keys`,
  summary: "Add a second key to a service principal",
  params: servicePrincipalParams,
  body: addServicePrincipalKeyBody,
  responses: changed,
  errors: [...change.errors, "service_principal_limit"],
});

export const removeServicePrincipalKey = defineRoute({
  ...change,
  id: "service_principals.remove_key",
  method: "DELETE",
  path: `${one}/keys/{key_id}`,
  summary: "Remove a key: no tokens are issued for it",
  params: servicePrincipalKeyParams,
  responses: changed,
  errors: [...change.errors, "service_principal_key_not_found"],
});

export const deleteServicePrincipal = defineRoute({
  ...change,
  id: "service_principals.delete",
  method: "DELETE",
  path: one,
  summary: "Delete a service principal: its tokens are rejected immediately",
  params: servicePrincipalParams,
  responses: { 204: { description: "Deleted" } },
});
