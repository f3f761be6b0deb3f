import type { Account, Page, PageRequest, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";

/**
 * The accounts that the caller is a member of, newest first; for a service principal, its one
 * account.
 */
export const listAccounts = async (
  { store }: { store: Store },
  { principal }: Caller,
  page: PageRequest,
): Promise<Page<Account>> => {
  if (principal.kind === "user") return store.accounts.listForPrincipal(principal.uid, page);
  const own = await Promise.all(principal.accounts.map(({ id }) => store.accounts.get(id)));
  return { rows: own.filter((account) => account !== undefined), next: undefined };
};
