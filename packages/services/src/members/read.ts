import type { Member, Page, PageRequest, Store } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

type Deps = { store: Store };

/** Newest first. @throws CogrionError `account_not_found`, `cursor_invalid` */
export const listMembers = async (
  deps: Deps,
  caller: Caller,
  { accountId, ...page }: { accountId: string } & PageRequest,
): Promise<Page<Member>> => {
  await requireInAccount(deps, caller, accountId, "member.read");
  return deps.store.members.list(accountId, page);
};

/** @throws CogrionError `account_not_found`, `member_not_found` */
export const getMember = async (
  deps: Deps,
  caller: Caller,
  { accountId, uid }: { accountId: string; uid: string },
): Promise<Member> => {
  await requireInAccount(deps, caller, accountId, "member.read");
  return requireMember(deps.store, accountId, uid);
};

/** @throws CogrionError `member_not_found` */
export const requireMember = async (store: Store, accountId: string, uid: string): Promise<Member> => {
  const member = await store.members.get(accountId, uid);
  if (member !== undefined) return member;
  throw new CogrionError("member_not_found", { detail: "The account has no member with this id." });
};
