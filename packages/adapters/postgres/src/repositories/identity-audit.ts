import type { AuditEvent, IdentityClaim, Store } from "@cogrion/domain";
import { CogrionError, normalizedEmailOf } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";
import { auditRepository } from "./audit.ts";

/**
 * Which realm made which statement about whom: the first question after a realm signed an address
 * that is not its own.
 */
const auditOf = (
  claim: IdentityClaim,
  event: Pick<AuditEvent, "actor" | "action" | "target" | "outcome">,
): AuditEvent => ({
  ...event,
  accountId: undefined,
  sourceIp: claim.origin?.sourceIp,
  requestId: claim.origin?.requestId,
  details: { email: normalizedEmailOf(claim.email), issuer: claim.issuer, subject: claim.subject },
});

/** A principal was created from the claim, or an existing one was bound to another issuer. */
export const auditBinding = (
  audit: Store["audit"],
  claim: IdentityClaim,
  { uid, isNew }: { uid: string; isNew: boolean },
): Promise<void> =>
  audit.append(
    auditOf(claim, {
      actor: { kind: "principal", id: uid },
      action: isNew ? "principal.created" : "principal.bound",
      target: { kind: "principal", id: uid },
      outcome: "succeeded",
    }),
  );

/** Leaves an audit event, and returns the error to throw. */
export const refuseIdentity = async (db: Kysely<Database>, claim: IdentityClaim): Promise<CogrionError> => {
  await auditRepository(db).append(
    auditOf(claim, {
      actor: { kind: "principal", id: claim.subject },
      action: "principal.identity_refused",
      target: { kind: "principal", id: normalizedEmailOf(claim.email) },
      outcome: "refused",
    }),
  );
  return new CogrionError("identity_mismatch", {
    detail:
      "This e-mail address belongs to another identity of the same issuer. Ask an owner of your account for help.",
  });
};
