import type { Member, Role, Store } from "@cogrion/domain";
import { orderedRoles } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireGrant, withLockedAccount } from "../access/locked-account.ts";
import { requireVersion } from "../accounts/rename.ts";
import { requireAnotherOwner, revokeInvitationsBeyond } from "./give-up.ts";
import { requireMember } from "./read.ts";

export type SetRolesInput = {
  accountId: string;
  uid: string;
  roles: readonly Role[];
  /** From If-Match; undefined accepts any version. */
  expectedVersion: number | undefined;
};

/**
 * Repeatable: roles that the member already has change nothing.
 * @throws CogrionError `account_not_found`, `member_not_found`, `role_insufficient`,
 * `version_mismatch`, `last_owner`
 */
export const setMemberRoles = (
  deps: { store: Store },
  caller: Caller,
  { accountId, uid, expectedVersion, ...input }: SetRolesInput,
): Promise<Member> =>
  withLockedAccount(deps, caller, { accountId, permission: "member.manage" }, async (tx, { actor }) => {
    const member = await requireMember(tx, accountId, uid);
    const roles = orderedRoles(input.roles);
    requireGrant(actor, [...member.roles, ...roles]);
    requireVersion(member.version, expectedVersion);
    if (roles.join() === orderedRoles(member.roles).join()) return member;
    await requireAnotherOwner(tx, member, roles);
    await revokeInvitationsBeyond(tx, caller, member, roles);
    const changed = await tx.members.setRoles(accountId, uid, roles);
    const target = { kind: "member", id: uid };
    await tx.audit.append(
      auditOf(caller, {
        accountId,
        action: "member.roles_changed",
        target,
        outcome: "succeeded",
        details: { before: { roles: member.roles }, after: { roles } },
      }),
    );
    return changed;
  });
