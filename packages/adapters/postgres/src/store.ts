import type { AuditEvent, Store } from "@cogrion/domain";
import { Kysely, PostgresDialect } from "kysely";
import { cogrionErrorOf, withCogrionErrors } from "./connection/errors.ts";
import type { Pool } from "./connection/pool.ts";
import type { Ask } from "./connection/statement.ts";
import { askPool, askTransaction } from "./connection/statement.ts";
import { accountsRepository } from "./repositories/accounts.ts";
import { appendAudit, auditRepository } from "./repositories/audit.ts";
import { bindingsRepository } from "./repositories/bindings.ts";
import { cleanupsRepository } from "./repositories/cleanups.ts";
import { commandsRepository } from "./repositories/commands.ts";
import { configsRepository } from "./repositories/configs.ts";
import { eventsRepository } from "./repositories/events.ts";
import { idempotencyRepository } from "./repositories/idempotency.ts";
import { invitationsRepository } from "./repositories/invitations.ts";
import { issuerLinksRepository } from "./repositories/issuer-links.ts";
import { ledgerRepository } from "./repositories/ledger.ts";
import { mailsRepository } from "./repositories/mails.ts";
import { membersRepository } from "./repositories/members.ts";
import { preflightsRepository } from "./repositories/preflights.ts";
import { principalsRepository } from "./repositories/principals.ts";
import { quotaUsesRepository } from "./repositories/quota-uses.ts";
import { receiptsRepository } from "./repositories/receipts.ts";
import { reconciliationsRepository } from "./repositories/reconciliations.ts";
import { registrationsRepository } from "./repositories/registrations.ts";
import { reservationsRepository } from "./repositories/reservations.ts";
import { servicePrincipalsRepository } from "./repositories/service-principals.ts";
import { signInsRepository } from "./repositories/sign-ins.ts";
import { stepsRepository } from "./repositories/steps.ts";
import { supportAccessRepository } from "./repositories/support-access.ts";
import { tokensRepository } from "./repositories/tokens.ts";
import { workspacesRepository } from "./repositories/workspaces.ts";
import type { Database } from "./schema.ts";

/** The caller owns the pool, and ends it after the last use of the store. */
export const createStore = (pool: Pool): Store =>
  storeOn(new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), askPool(pool));

/** `pending` collects the audit events of a transaction until its end. */
const storeOn = (db: Kysely<Database>, ask: Ask, pending?: AuditEvent[]): Store => {
  const store: Store = {
    async transaction(work) {
      if (db.isTransaction) return work(store);
      try {
        return await db.transaction().execute(async (tx) => {
          const events: AuditEvent[] = [];
          const result = await work(storeOn(tx, askTransaction(tx), events));
          await appendAudit(tx, events);
          return result;
        });
      } catch (error) {
        throw cogrionErrorOf(error);
      }
    },
    accounts: withCogrionErrors(accountsRepository(db)),
    members: withCogrionErrors(membersRepository(db)),
    invitations: withCogrionErrors(invitationsRepository(db)),
    mails: withCogrionErrors(mailsRepository(db)),
    issuerLinks: withCogrionErrors(issuerLinksRepository(db)),
    supportAccess: withCogrionErrors(supportAccessRepository(db)),
    servicePrincipals: withCogrionErrors(servicePrincipalsRepository(db)),
    signIns: withCogrionErrors(signInsRepository(db)),
    workspaces: withCogrionErrors(workspacesRepository(db)),
    reservations: withCogrionErrors(reservationsRepository(db)),
    cleanups: withCogrionErrors(cleanupsRepository(db)),
    steps: withCogrionErrors(stepsRepository(db)),
    preflights: withCogrionErrors(preflightsRepository(db)),
    reconciliations: withCogrionErrors(reconciliationsRepository(db)),
    ledger: withCogrionErrors(ledgerRepository(db)),
    receipts: withCogrionErrors(receiptsRepository(db)),
    events: withCogrionErrors(eventsRepository(db)),
    tokens: withCogrionErrors(tokensRepository(db)),
    configs: withCogrionErrors(configsRepository(db)),
    registrations: withCogrionErrors(registrationsRepository(db)),
    commands: withCogrionErrors(commandsRepository(db)),
    idempotency: withCogrionErrors(idempotencyRepository(db)),
    quotaUses: withCogrionErrors(quotaUsesRepository(db)),
    audit: withCogrionErrors(auditRepository(db, pending)),
    bindings: withCogrionErrors(bindingsRepository(db, ask)),
    principals: withCogrionErrors(principalsRepository(db, ask, pending)),
  };
  return store;
};
