import type { AuditFilter, ChainedAuditEvent, Page, PageRequest, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

/** Newest first. @throws CogrionError `account_not_found`, `role_insufficient`, `cursor_invalid` */
export const listAudit = async (
  deps: { store: Store },
  caller: Caller,
  { accountId, filter, ...page }: PageRequest & { accountId: string; filter: AuditFilter },
): Promise<Page<ChainedAuditEvent>> => {
  await requireInAccount(deps, caller, accountId, "audit.read");
  return deps.store.audit.list(accountId, filter, page);
};
