import { accountsAndWorkspaces } from "./0001-accounts-and-workspaces.ts";
import { provisioning } from "./0002-provisioning.ts";
import { access } from "./0003-access.ts";
import { audit } from "./0004-audit.ts";
import { workspaceSearch } from "./0005-workspace-search.ts";
import { principalBindings } from "./0006-principal-bindings.ts";
import { membersAndInvitations } from "./0007-members-and-invitations.ts";
import { auditChain } from "./0008-audit-chain.ts";
import { supportAccessAndServicePrincipals } from "./0009-support-access-and-service-principals.ts";
import { rateLimits } from "./0010-rate-limits.ts";
import { reconciliation } from "./0011-reconciliation.ts";
import { mailsToOwners } from "./0012-mails-to-owners.ts";
import { mailsByMailbox } from "./0013-mails-by-mailbox.ts";
import { quotaUses } from "./0014-quota-uses.ts";
import { tokenMinters } from "./0015-token-minters.ts";
import { provisioningFences } from "./0017-provisioning-fences.ts";
import { awsAccountConfirmations } from "./0018-aws-account-confirmations.ts";
import { auditOfRegions } from "./0020-audit-of-regions.ts";
import { reservations } from "./0021-reservations.ts";
import { issuerLinks } from "./0022-issuer-links.ts";
import { workspaceSignIns } from "./0024-workspace-sign-ins.ts";
import { repairs } from "./0027-repairs.ts";
import { forcedDeletions } from "./0028-forced-deletions.ts";
import { delegationLooks } from "./0030-delegation-looks.ts";
import { callBudgets } from "./0031-call-budgets.ts";
import { retention } from "./0032-retention.ts";

/**
 * Tables that every region has. They run in the order of their names; a migration that was merged
 * is never changed.
 */
export const regionMigrations = {
  "0001-accounts-and-workspaces": accountsAndWorkspaces,
  "0002-provisioning": provisioning,
  "0003-access": access,
  "0004-audit": audit,
  "0005-workspace-search": workspaceSearch,
  "0006-principal-bindings": principalBindings,
  "0007-members-and-invitations": membersAndInvitations,
  "0008-audit-chain": auditChain,
  "0009-support-access-and-service-principals": supportAccessAndServicePrincipals,
  "0010-rate-limits": rateLimits,
  "0011-reconciliation": reconciliation,
  "0012-mails-to-owners": mailsToOwners,
  "0013-mails-by-mailbox": mailsByMailbox,
  "0014-quota-uses": quotaUses,
  "0015-token-minters": tokenMinters,
  "0017-provisioning-fences": provisioningFences,
  "0018-aws-account-confirmations": awsAccountConfirmations,
  "0020-audit-of-regions": auditOfRegions,
  "0021-reservations": reservations,
  "0022-issuer-links": issuerLinks,
  "0024-workspace-sign-ins": workspaceSignIns,
  "0027-repairs": repairs,
  "0028-forced-deletions": forcedDeletions,
  "0030-delegation-looks": delegationLooks,
  "0031-call-budgets": callBudgets,
  "0032-retention": retention,
};
