import type { Page, PageRequest, Store, SupportAccess } from "@cogrion/domain";
import { supportAccessAt } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

type Deps = { store: Store; now: () => Date };

const standing = (page: Page<SupportAccess>, now: Date): Page<SupportAccess> => ({
  ...page,
  rows: page.rows.map((access) => supportAccessAt(access, now)),
});

/**
 * Every support access of the account, including past ones, newest first, for each of its members.
 * @throws CogrionError `account_not_found`, `cursor_invalid`
 */
export const listSupportAccess = async (
  deps: Deps,
  caller: Caller,
  accountId: string,
  page: PageRequest,
): Promise<Page<SupportAccess>> => {
  await requireInAccount(deps, caller, accountId, "account.read");
  return standing(await deps.store.supportAccess.list({ accountId }, page), deps.now());
};

/**
 * The caller's own requests in this region, newest first; empty for people who are not staff.
 * @throws CogrionError `cursor_invalid`
 */
export const listOwnSupportAccess = async (
  { store, now }: Deps,
  { principal }: Caller,
  page: PageRequest,
): Promise<Page<SupportAccess>> => standing(await store.supportAccess.list({ staffUid: principal.uid }, page), now());
