import { z } from "zod";
import { defineRoute } from "../route.ts";
import { accountParams } from "../schemas/common.ts";
import {
  confirmIssuerLinkBody,
  issuerLink,
  issuerLinkParams,
  ownIssuerLinkParams,
  requestIssuerLinkBody,
} from "../schemas/issuer-links.ts";

const own = "/api/me/issuer-links";
const ofAccount = "/api/accounts/{account_id}/issuer-links";
const list = { 200: { description: "Newest first", schema: z.object({ items: z.array(issuerLink) }) } };

export const requestIssuerLink = defineRoute({
  id: "issuer_links.request",
  method: "POST",
  path: own,
  summary: "Request that another region's sign-in may act as you in this region",
  description:
    "A code is mailed to the address of your sign-in here. It works once, for 30 minutes. A newer request for the same region replaces it. Your own sign-in of this region is needed.",
  security: "principal",
  limit: "creations",
  body: requestIssuerLinkBody,
  responses: { 202: { description: "The pending link; the code is on its way", schema: issuerLink } },
  errors: ["own_sign_in_required", "people_only", "region_invalid", "issuer_link_exists"],
});

export const confirmIssuerLink = defineRoute({
  id: "issuer_links.confirm",
  method: "POST",
  path: "/api/me/issuer-link-confirmations",
  summary: "Link another region's sign-in with the mailed code",
  description:
    "Needs your own sign-in of this region, the code, and an access token of the other region with the same address. Exactly that token's issuer and subject are linked, for 90 days. You and the owners of your accounts are told by mail.",
  security: "principal",
  limit: "creations",
  body: confirmIssuerLinkBody,
  responses: { 200: { description: "The link, in force", schema: issuerLink } },
  errors: [
    "own_sign_in_required",
    "people_only",
    "issuer_link_not_found",
    "linked_token_rejected",
    "dependency_unavailable",
  ],
});

export const listOwnIssuerLinks = defineRoute({
  id: "issuer_links.list_own",
  method: "GET",
  path: own,
  summary: "List which other regions' sign-ins act as you in this region",
  security: "principal",
  responses: list,
  errors: ["people_only"],
});

export const unlinkOwnIssuer = defineRoute({
  id: "issuer_links.unlink_own",
  method: "DELETE",
  path: `${own}/{issuer_link_id}`,
  summary: "End a link immediately",
  security: "principal",
  params: ownIssuerLinkParams,
  responses: { 204: { description: "Unlinked; the next request with that sign-in is rejected" } },
  errors: ["people_only", "issuer_link_not_found"],
});

export const listIssuerLinks = defineRoute({
  id: "issuer_links.list",
  method: "GET",
  path: ofAccount,
  summary: "List the linked sign-ins of an account's members",
  security: "principal",
  permission: "member.read",
  params: accountParams,
  responses: list,
  errors: ["account_not_found"],
});

export const unlinkIssuer = defineRoute({
  id: "issuer_links.unlink",
  method: "DELETE",
  path: `${ofAccount}/{issuer_link_id}`,
  summary: "End a member's link immediately",
  description: "The link ends for all accounts of the member, who can still sign in at this region itself.",
  security: "principal",
  permission: "member.manage",
  params: issuerLinkParams,
  responses: { 204: { description: "Unlinked; the next request with that sign-in is rejected" } },
  errors: ["account_not_found", "issuer_link_not_found", "role_insufficient"],
});
