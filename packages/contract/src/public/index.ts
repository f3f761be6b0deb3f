import type { RouteTable } from "../route.ts";
import * as accounts from "./accounts.ts";
import * as audit from "./audit.ts";
import * as bff from "./bff.ts";
import * as invitations from "./invitations.ts";
import * as issuerLinks from "./issuer-links.ts";
import * as limits from "./limits.ts";
import * as me from "./me.ts";
import * as members from "./members.ts";
import * as metadata from "./metadata.ts";
import * as provisioning from "./provisioning.ts";
import * as servicePrincipals from "./service-principals.ts";
import * as signInGrants from "./sign-in-grants.ts";
import * as supportAccess from "./support-access.ts";
import * as tokens from "./tokens.ts";
import * as workspaces from "./workspaces.ts";

/** `/api/**`: the public listener's table of routes. */
export const routes = {
  ...metadata,
  ...me,
  ...issuerLinks,
  ...limits,
  ...accounts,
  ...members,
  ...invitations,
  ...supportAccess,
  ...servicePrincipals,
  ...workspaces,
  ...provisioning,
  ...tokens,
  ...signInGrants,
  ...bff,
  ...audit,
} as const satisfies RouteTable;
