import type { AuditHead, Store } from "@cogrion/domain";
import { auditGenesisHash } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

/**
 * Sequence and hash of the newest event; a copy that is stored elsewhere is an anchor. @throws
 * CogrionError `account_not_found`, `role_insufficient`
 */
export const getAuditHead = async (deps: { store: Store }, caller: Caller, accountId: string): Promise<AuditHead> => {
  await requireInAccount(deps, caller, accountId, "audit.read");
  return (await deps.store.audit.head(accountId)) ?? { accountId, sequence: 0, hash: auditGenesisHash };
};
