import type { Account, Page, PageRequest, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";

/** The accounts that the caller is a member of, newest first. */
export const listAccounts = ({ store }: { store: Store }, caller: Caller, page: PageRequest): Promise<Page<Account>> =>
  store.accounts.listForPrincipal(caller.principal.uid, page);
