import type { ApiDescription } from "../route.ts";
import { routes } from "./index.ts";

const description = `The control plane of one Cogrion region.

Errors are problems (RFC 9457) with a documented \`code\` and the request's id. Lists are paged by cursor, newest first.
Long-running work returns 202 with the resource to watch. Updates accept \`If-Match\`, creating calls accept
\`Idempotency-Key\`. Requests are limited by caller, token and address: the \`RateLimit\` headers
(draft-ietf-httpapi-ratelimit-headers-11) state the remaining quota, and a 429 states when to retry.`;

export const publicApi: ApiDescription = {
  title: "Cogrion control plane",
  description,
  routes,
  tags: {
    metadata: "Where to sign in",
    me: "The caller",
    issuer_links: "Other regions' sign-ins that act as a person in this region",
    limits: "Rate limits and quotas",
    regions: "The regions of this environment",
    accounts: "Customers' organisations",
    audit: "The audit log of an account, hash-chained so that a change to it is detected",
    members: "The members of an account and their roles",
    invitations: "Invitations to an account, sent by mail",
    support_access: "Time-limited access of Cogrion's staff to an account, approved by an owner",
    service_principals: "Identities for automation",
    workspaces: "What Cogrion provisions in customers' AWS accounts",
    tokens: "Workspace tokens",
    sign_in_grants: "Who may sign in to a workspace, beside the members of its account",
    bff: "For the backend-for-frontend of a workspace",
  },
  securitySchemes: {
    principal: { bearerFormat: "JWT", description: "Access token of the region's realm" },
    workspace: { bearerFormat: "cgw_…", description: "Token of one workspace, for its BFF" },
  },
};
