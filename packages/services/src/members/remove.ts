import type { Member, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireGrant, withLockedAccount } from "../access/locked-account.ts";
import { requireAnotherOwner, revokeInvitationsBeyond } from "./give-up.ts";
import { requireMember } from "./read.ts";

type Deps = { store: Store };

/**
 * From their next request on they have no access. @throws CogrionError `account_not_found`,
 * `member_not_found`, `role_insufficient`, `last_owner`
 */
export const removeMember = (
  deps: Deps,
  caller: Caller,
  { accountId, uid }: { accountId: string; uid: string },
): Promise<void> =>
  withLockedAccount(deps, caller, { accountId, permission: "member.manage" }, async (tx, { actor }) => {
    const member = await requireMember(tx, accountId, uid);
    requireGrant(actor, member.roles);
    await end(tx, caller, member, "member.removed");
  });

/** Every member may leave the account. @throws CogrionError `account_not_found`, `last_owner` */
export const leaveAccount = (deps: Deps, caller: Caller, { accountId }: { accountId: string }): Promise<void> =>
  withLockedAccount(deps, caller, { accountId, permission: "account.read" }, (tx, { actor }) =>
    end(tx, caller, actor, "member.left"),
  );

const end = async (tx: Store, caller: Caller, member: Member, action: string): Promise<void> => {
  const { accountId, principalUid, email, roles } = member;
  await requireAnotherOwner(tx, member, []);
  await revokeInvitationsBeyond(tx, caller, member, []);
  await tx.members.remove(accountId, principalUid);
  const target = { kind: "member", id: principalUid };
  await tx.audit.append(
    auditOf(caller, { accountId, action, target, outcome: "succeeded", details: { before: { email, roles } } }),
  );
};
