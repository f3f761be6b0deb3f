export type { BffCaller, Caller } from "./access/caller.ts";
export { requireInAccount } from "./access/require.ts";
export { createAccount } from "./accounts/create.ts";
export { getAccount } from "./accounts/get.ts";
export { listAccounts } from "./accounts/list.ts";
export type { ChainCheck } from "./audit/chain-check.ts";
export { createChainCheck } from "./audit/chain-check.ts";
export type { AuditExport, ExportAuditInput } from "./audit/export.ts";
export { exportAudit } from "./audit/export.ts";
export { getAuditHead } from "./audit/head.ts";
export { listAudit } from "./audit/list.ts";
export type { VerifiedChain, VerifyRegionOptions } from "./audit/verify-region.ts";
export { verifyRegion } from "./audit/verify-region.ts";
export { renameAccount } from "./accounts/rename.ts";
export { requireResidency } from "./accounts/residency.ts";
export type { BffConfig, BffConfigDeps } from "./bff/config.ts";
export { getBffConfig } from "./bff/config.ts";
export type { HeartbeatAnswer } from "./bff/heartbeat.ts";
export { heartbeatBff } from "./bff/heartbeat.ts";
export type { RegisterInput, Registration } from "./bff/register.ts";
export { registerBff } from "./bff/register.ts";
export { compareSignIn, signInRequests } from "./edge/compare-sign-in.ts";
export type { SignInRequest } from "./edge/compare-sign-in.ts";
export { compareUi, uiRequests } from "./edge/compare-ui.ts";
export type { AskHost, HostAnswer, HostDifference } from "./edge/host-answers.ts";
export { createHostMove, NoRecordError } from "./edge/host-move.ts";
export type { HostJournal, HostLook, HostMove } from "./edge/host-move.ts";
export type { LookupHosts } from "./edge/lookup-answers.ts";
export { backfillLookup } from "./edge/lookup-backfill.ts";
export { lookupBlocksOf, lookupHostNames } from "./edge/lookup-journal.ts";
export type { Journal, LookupBlock, LookupHostName, LookupJournal } from "./edge/lookup-journal.ts";
export { verifyLookup } from "./edge/lookup-verify.ts";
export type { LookupFinding, LookupReport } from "./edge/lookup-verify.ts";
export { createDoubleRoutes, createRoutes } from "./edge/routes.ts";
export { backfillUi } from "./edge/ui-backfill.ts";
export type { Bundle, BundleFile } from "./edge/ui-files.ts";
export { createZoneMove } from "./edge/zone-move.ts";
export type { ZoneMove, ZoneReport } from "./edge/zone-move.ts";
export { sweepHealth } from "./health/sweep.ts";
export { purgeIdempotencyKeys } from "./idempotency/purge.ts";
export type { Answer, IdempotentRequest } from "./idempotency/run.ts";
export { runIdempotent } from "./idempotency/run.ts";
export type { Acceptance } from "./invitations/accept.ts";
export { acceptInvitation } from "./invitations/accept.ts";
export { getInvitation, listInvitations, resendInvitation, revokeInvitation } from "./invitations/change.ts";
export { createInvitation, requireMayInvite } from "./invitations/create.ts";
export { purgeInvitations } from "./invitations/purge.ts";
export type { MailOutcome } from "./mail/send.ts";
export { sendMails } from "./mail/send.ts";
export { getMember, listMembers } from "./members/read.ts";
export { leaveAccount, removeMember } from "./members/remove.ts";
export { setMemberRoles } from "./members/set-roles.ts";
export type { PolicyStatement, PolicySubject } from "./onboarding/policy.ts";
export { policyStatementsOf, statementGranting } from "./onboarding/policy.ts";
export type { OnboardingDeps, OnboardingTemplate } from "./onboarding/template.ts";
export { getOnboardingTemplate, policySubjectOf } from "./onboarding/template.ts";
export type { DeliverDeps } from "./outbox/deliver.ts";
export { deliverCommands } from "./outbox/deliver.ts";
export { reconcile } from "./reconciliation/reconcile.ts";
export { scheduleReconciliations } from "./reconciliation/schedule.ts";
export {
  addServicePrincipalKey,
  deleteServicePrincipal,
  disableServicePrincipal,
  enableServicePrincipal,
  removeServicePrincipalKey,
} from "./service-principals/change.ts";
export type { CreateServicePrincipalInput } from "./service-principals/create.ts";
export { createServicePrincipal, requireMayCreateServicePrincipal } from "./service-principals/create.ts";
export type { ServicePrincipalInput } from "./service-principals/read.ts";
export { getServicePrincipal, listServicePrincipals } from "./service-principals/read.ts";
export type { SyncServicePrincipalsDeps } from "./service-principals/sync.ts";
export { syncServicePrincipals } from "./service-principals/sync.ts";
export type { StaffToolUser } from "./staff/system-roles.ts";
export { grantSystemRole, listStaff, revokeSystemRole } from "./staff/system-roles.ts";
export type { SupportAccessInput } from "./support-access/decide.ts";
export {
  approveSupportAccess,
  endSupportAccess,
  refuseSupportAccess,
  withdrawSupportAccess,
} from "./support-access/decide.ts";
export { listOwnSupportAccess, listSupportAccess } from "./support-access/list.ts";
export type { RequestSupportAccessInput } from "./support-access/request.ts";
export { requestSupportAccess, requireStaff } from "./support-access/request.ts";
export { authenticateWorkspace } from "./tokens/authenticate.ts";
export { listTokens } from "./tokens/list.ts";
export { mintToken } from "./tokens/mint.ts";
export { revokeToken } from "./tokens/revoke.ts";
export { cancelWorkspace } from "./workspaces/cancel.ts";
export type { CreateWorkspaceInput } from "./workspaces/create.ts";
export { createWorkspace } from "./workspaces/create.ts";
export { deleteWorkspace } from "./workspaces/delete.ts";
export { listEvents, streamEvents } from "./workspaces/events.ts";
export type { ListWorkspacesInput } from "./workspaces/list.ts";
export { listWorkspaces } from "./workspaces/list.ts";
export type { ChangeInput } from "./workspaces/locked.ts";
export { getDrift, getPreflight, getReceipt, getWorkspace, listLedger, listSteps } from "./workspaces/read.ts";
export type { ReserveDeps } from "./workspaces/reserve.ts";
export { reserveWorkspaceId } from "./workspaces/reserve.ts";
export { retryWorkspace } from "./workspaces/retry.ts";
export type { Transition } from "./workspaces/transition.ts";
export { transitionWorkspace } from "./workspaces/transition.ts";
export type { ProvisioningDeps } from "./provisioning/deps.ts";
export { finishDeletion } from "./provisioning/finish-deletion.ts";
export { runPreflight } from "./provisioning/run-preflight.ts";
export { runStep, undoStep } from "./provisioning/run-step.ts";
export { CertificatePendingError } from "./provisioning/steps/await-certificate.ts";
