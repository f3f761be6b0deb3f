import type { Account, Store } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

/** @throws CogrionError `account_not_found` */
export const getAccount = async (deps: { store: Store }, caller: Caller, accountId: string): Promise<Account> => {
  await requireInAccount(deps, caller, accountId, "account.read");
  const account = await deps.store.accounts.get(accountId);
  if (account !== undefined) return account;
  throw new CogrionError("account_not_found", { detail: "The account does not exist, or you are not a member of it." });
};
