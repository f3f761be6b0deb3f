import { createAccountHandlers } from "./accounts.ts";
import { createAuditHandlers } from "./audit.ts";
import { createBffHandlers } from "./bff.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";
import { createInvitationHandlers } from "./invitations.ts";
import { createIssuerLinkHandlers } from "./issuer-links.ts";
import { createLimitHandlers } from "./limits.ts";
import { createMeHandlers } from "./me.ts";
import { createMemberHandlers } from "./members.ts";
import { createMetadataHandlers } from "./metadata.ts";
import { createProvisioningHandlers } from "./provisioning.ts";
import { createServicePrincipalHandlers } from "./service-principals.ts";
import { createSignInGrantHandlers } from "./sign-in-grants.ts";
import { createSupportAccessHandlers } from "./support-access.ts";
import { createTokenHandlers } from "./tokens.ts";
import { createWorkspaceHandlers } from "./workspaces.ts";

export const createPublicHandlers = (deps: HandlerDeps): PublicHandlers => ({
  ...createMetadataHandlers(deps),
  ...createMeHandlers(deps),
  ...createIssuerLinkHandlers(deps),
  ...createLimitHandlers(deps),
  ...createAccountHandlers(deps),
  ...createMemberHandlers(deps),
  ...createInvitationHandlers(deps),
  ...createSupportAccessHandlers(deps),
  ...createServicePrincipalHandlers(deps),
  ...createWorkspaceHandlers(deps),
  ...createProvisioningHandlers(deps),
  ...createTokenHandlers(deps),
  ...createSignInGrantHandlers(deps),
  ...createBffHandlers(deps),
  ...createAuditHandlers(deps),
});
