import type { IssuerLink, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount, requirePerson } from "../access/require.ts";

type Deps = { store: Store };

/** The caller's own, pending and linked. @throws CogrionError `people_only` */
export const listOwnIssuerLinks = async ({ store }: Deps, caller: Caller): Promise<IssuerLink[]> => {
  requirePerson(caller);
  return store.issuerLinks.listOf(caller.principal.uid);
};

/** The linked ones of the account's members. @throws CogrionError `account_not_found` */
export const listIssuerLinksOfAccount = async (
  deps: Deps,
  caller: Caller,
  accountId: string,
): Promise<IssuerLink[]> => {
  await requireInAccount(deps, caller, accountId, "member.read");
  return deps.store.issuerLinks.listOfAccount(accountId);
};
