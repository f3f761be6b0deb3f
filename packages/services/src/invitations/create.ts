import type { Invitation, Role, Store } from "@cogrion/domain";
import { CogrionError, invitationLifetimeSeconds, isOpen, normalizedEmailOf, orderedRoles } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireGrant, withLockedAccount } from "../access/locked-account.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { requireQuota, takeQuota } from "../quotas/use.ts";
import { requireMailsLeft } from "./mail-limits.ts";

export type InviteInput = { accountId: string; email: string; roles: readonly Role[] };

/**
 * Runs before any transaction, because a rollback would remove the audit row of the rejection.
 * @throws CogrionError `account_not_found`, `role_insufficient`
 */
export const requireMayInvite = async (
  deps: { store: Store },
  caller: Caller,
  { accountId, roles }: Omit<InviteInput, "email">,
): Promise<void> =>
  withLockedAccount(deps, caller, { accountId, permission: "member.manage" }, async (_, { actor }) =>
    requireGrant(actor, roles),
  );

/**
 * Invites a person by mail; the mail is in the outbox when the transaction is committed.
 * @throws CogrionError `account_not_found`, `role_insufficient`, `member_exists`,
 * `invitation_exists`, `invitation_limit_reached`, `rate_limited`
 */
export const createInvitation = (
  deps: { store: Store; now: () => Date } & QuotaDeps,
  caller: Caller,
  { accountId, ...input }: InviteInput,
): Promise<Invitation> =>
  withLockedAccount(deps, caller, { accountId, permission: "member.manage" }, async (tx, { actor }) => {
    const at = deps.now();
    const email = normalizedEmailOf(input.email);
    requireGrant(actor, input.roles);
    await requireNotMember(tx, accountId, email);
    await requireNotInvited(tx, caller, { accountId, email, at });
    requireQuota(deps, "invitations_open", await tx.invitations.countPending(accountId));
    await takeInvitationQuota(tx, deps, { accountId, uid: actor.principalUid });
    await requireMailsLeft(tx, { accountId, email, at });
    const invitation = await tx.invitations.create({
      accountId,
      email,
      roles: orderedRoles(input.roles),
      invitedBy: actor.principalUid,
      at,
      expiresAt: expiryFrom(at),
    });
    await tx.mails.enqueue({ kind: "invitation", invitationId: invitation.id, generation: invitation.generation }, at);
    await tx.audit.append(invitationAudit(caller, invitation, "invitation.created"));
    return invitation;
  });

export const expiryFrom = (at: Date): Date => new Date(at.getTime() + invitationLifetimeSeconds * 1000);

export const invitationAudit = (caller: Caller, { id, accountId, email, roles }: Invitation, action: string) =>
  auditOf(caller, {
    accountId,
    action,
    target: { kind: "invitation", id },
    outcome: "succeeded",
    details: { email, roles },
  });

const requireNotMember = async (tx: Store, accountId: string, email: string): Promise<void> => {
  const member = await tx.members.findByEmail(accountId, email);
  if (member === undefined) return;
  throw new CogrionError("member_exists", {
    detail: `${email} is already a member of the account. Change their roles instead.`,
    meta: { principal_uid: member.principalUid },
  });
};

/** The new invitation replaces an expired one. */
const requireNotInvited = async (
  tx: Store,
  caller: Caller,
  { accountId, email, at }: { accountId: string; email: string; at: Date },
): Promise<void> => {
  const before = await tx.invitations.findPending(accountId, email);
  if (before === undefined) return;
  if (isOpen(before, at)) {
    throw new CogrionError("invitation_exists", {
      detail: `${email} has already been invited. Send that invitation again, or revoke it to invite with other roles.`,
      meta: { invitation_id: before.id },
    });
  }
  await tx.invitations.revoke(before.id);
  await tx.audit.append(invitationAudit(caller, before, "invitation.revoked"));
};

/** Used by each mail of an invitation, to any address. @throws CogrionError `rate_limited` */
export const takeInvitationQuota = async (
  tx: Store,
  deps: QuotaDeps,
  { accountId, uid }: { accountId: string; uid: string },
): Promise<void> => {
  await takeQuota(tx, deps, "invitations_sent_by_person", uid);
  await takeQuota(tx, deps, "invitations_sent", accountId);
};
