import type { AccountRepository } from "./accounts.ts";
import type { AuditRepository } from "./audit.ts";
import type { BindingRepository } from "./bindings.ts";
import type { CleanupRepository } from "./cleanups.ts";
import type { CommandRepository } from "./commands.ts";
import type { ConfigRepository } from "./configs.ts";
import type { EventRepository } from "./events.ts";
import type { IdempotencyRepository } from "./idempotency.ts";
import type { InvitationRepository } from "./invitations.ts";
import type { IssuerLinkRepository } from "./issuer-links.ts";
import type { LedgerRepository } from "./ledger.ts";
import type { MailRepository } from "./mails.ts";
import type { MemberRepository } from "./members.ts";
import type { PreflightRepository } from "./preflights.ts";
import type { PrincipalRepository } from "./principals.ts";
import type { QuotaUseRepository } from "./quota-uses.ts";
import type { ReceiptRepository } from "./receipts.ts";
import type { ReconciliationRepository } from "./reconciliations.ts";
import type { RegistrationRepository } from "./registrations.ts";
import type { ReservationRepository } from "./reservations.ts";
import type { ServicePrincipalRepository } from "./service-principals.ts";
import type { SignInRepository } from "./sign-ins.ts";
import type { StepRepository } from "./steps.ts";
import type { SupportAccessRepository } from "./support-access.ts";
import type { TokenRepository } from "./tokens.ts";
import type { WorkspaceRepository } from "./workspaces.ts";

/**
 * Repositories of the region's database. Inside `transaction` all of them use the same transaction;
 * a nested transaction is part of the outer one. If the database is unavailable, each method throws
 * CogrionError `dependency_unavailable`.
 */
export type Store = {
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
  accounts: AccountRepository;
  members: MemberRepository;
  invitations: InvitationRepository;
  mails: MailRepository;
  issuerLinks: IssuerLinkRepository;
  supportAccess: SupportAccessRepository;
  servicePrincipals: ServicePrincipalRepository;
  workspaces: WorkspaceRepository;
  reservations: ReservationRepository;
  signIns: SignInRepository;
  steps: StepRepository;
  preflights: PreflightRepository;
  reconciliations: ReconciliationRepository;
  ledger: LedgerRepository;
  cleanups: CleanupRepository;
  receipts: ReceiptRepository;
  events: EventRepository;
  tokens: TokenRepository;
  configs: ConfigRepository;
  registrations: RegistrationRepository;
  commands: CommandRepository;
  idempotency: IdempotencyRepository;
  quotaUses: QuotaUseRepository;
  audit: AuditRepository;
  /**
   * Only outside the primary region: the primary's answers about which principal is bound to which
   * subject.
   */
  bindings: BindingRepository;
  /** Primary only. */
  principals: PrincipalRepository;
};
