import type { Route } from "../route.ts";
import * as audit from "./audit.ts";
import * as bff from "./bff.ts";
import * as identity from "./identity.ts";
import * as invitations from "./invitations.ts";
import * as members from "./members.ts";
import * as metadata from "./metadata.ts";
import * as servicePrincipals from "./service-principals.ts";
import * as supportAccess from "./support-access.ts";
import * as tokens from "./tokens.ts";
import * as workspaces from "./workspaces.ts";

export const routes = {
  ...metadata,
  ...identity,
  ...members,
  ...invitations,
  ...supportAccess,
  ...servicePrincipals,
  ...workspaces,
  ...tokens,
  ...bff,
  ...audit,
} as const;
export const allRoutes: readonly Route[] = Object.values(routes);
