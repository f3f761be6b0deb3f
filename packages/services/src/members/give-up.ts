import type { Member, Role, Store } from "@cogrion/domain";
import { CogrionError, mayGrant, mayRoles } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { invitationAudit } from "../invitations/create.ts";

/**
 * What has to be true before a member keeps only these roles (none: removed). Call it under the
 * account's lock; otherwise two owners who leave at once would each see the other. @throws
 * CogrionError `last_owner`
 */
export const requireAnotherOwner = async (tx: Store, member: Member, remaining: readonly Role[]): Promise<void> => {
  if (!member.roles.includes("owner") || remaining.includes("owner")) return;
  if ((await tx.members.countOtherOwners(member.accountId, member.principalUid)) > 0) return;
  throw new CogrionError("last_owner", {
    detail: "This is the account's last owner. Make another member an owner first.",
  });
};

/**
 * An invitation allows only what its inviter may give. Those that now go beyond it are revoked, so
 * that a removed member cannot use one to come back.
 */
export const revokeInvitationsBeyond = async (
  tx: Store,
  caller: Caller,
  { accountId, principalUid }: Member,
  remaining: readonly Role[],
): Promise<void> => {
  const mayStillInvite = (invited: readonly Role[]): boolean =>
    mayRoles(remaining, "member.manage") && mayGrant(remaining, invited);
  for (const invitation of await tx.invitations.listPendingBy(accountId, principalUid)) {
    if (mayStillInvite(invitation.roles)) continue;
    await tx.invitations.revoke(invitation.id);
    await tx.audit.append(invitationAudit(caller, invitation, "invitation.revoked"));
  }
};
