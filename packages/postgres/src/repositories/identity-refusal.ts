import type { IdentityClaim } from "@cogrion/domain";
import { CogrionError, normalizedEmailOf } from "@cogrion/domain";
import type { Kysely } from "kysely";
import type { Database } from "../schema.ts";
import { auditRepository } from "./audit.ts";

/** Leaves an audit event, and answers the error to throw. */
export const refuseIdentity = async (db: Kysely<Database>, claim: IdentityClaim): Promise<CogrionError> => {
  await auditRepository(db).append({
    accountId: undefined,
    actor: { kind: "principal", id: claim.subject },
    action: "principal.identity_refused",
    target: { kind: "principal", id: normalizedEmailOf(claim.email) },
    sourceIp: claim.origin?.sourceIp,
    outcome: "refused",
    requestId: claim.origin?.requestId,
  });
  return new CogrionError("identity_mismatch", {
    detail:
      "This e-mail address belongs to another identity of the same issuer. Ask an owner of your account for help.",
  });
};
