import type { Invitation, Page, PageRequest, Store } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireGrant, withLockedAccount } from "../access/locked-account.ts";
import { requireInAccount } from "../access/require.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { expiryFrom, invitationAudit, takeInvitationQuota } from "./create.ts";
import { requireMailsLeft } from "./mail-limits.ts";

type Deps = { store: Store; now: () => Date } & QuotaDeps;
type OneInvitation = { accountId: string; id: string };

/**
 * Newest first, including closed ones. @throws CogrionError `account_not_found`,
 * `role_insufficient`, `cursor_invalid`
 */
export const listInvitations = async (
  deps: Pick<Deps, "store">,
  caller: Caller,
  { accountId, ...page }: { accountId: string } & PageRequest,
): Promise<Page<Invitation>> => {
  await requireInAccount(deps, caller, accountId, "member.manage");
  return deps.store.invitations.list(accountId, page);
};

/** @throws CogrionError `account_not_found`, `role_insufficient`, `invitation_not_found` */
export const getInvitation = async (
  deps: Pick<Deps, "store">,
  caller: Caller,
  { accountId, id }: OneInvitation,
): Promise<Invitation> => {
  await requireInAccount(deps, caller, accountId, "member.manage");
  return requireInvitation(deps.store, { accountId, id });
};

/**
 * Sends another mail with another link, which is valid as long as a new one; earlier links become
 * invalid. From now on the caller's role must allow the invitation's roles.
 * @throws CogrionError `account_not_found`, `role_insufficient`, `invitation_not_found`,
 * `invitation_closed`, `rate_limited`
 */
export const resendInvitation = (deps: Deps, caller: Caller, { accountId, id }: OneInvitation): Promise<Invitation> =>
  withLockedAccount(deps, caller, { accountId, permission: "member.manage" }, async (tx, { actor }) => {
    const at = deps.now();
    const invitation = await requireInvitation(tx, { accountId, id });
    requireGrant(actor, invitation.roles);
    if (invitation.status !== "pending") throw closed(invitation);
    await requireMailsLeft(tx, { accountId, email: invitation.email, at });
    await takeInvitationQuota(tx, deps, { accountId, uid: actor.principalUid });
    const change = { invitedBy: actor.principalUid, at, expiresAt: expiryFrom(at) };
    const renewed = await tx.invitations.renew(id, change);
    await tx.mails.enqueue({ kind: "invitation", invitationId: id, generation: renewed.generation }, at);
    await tx.audit.append(invitationAudit(caller, renewed, "invitation.resent"));
    return renewed;
  });

/**
 * Its links become invalid immediately. Repeatable. @throws CogrionError `account_not_found`,
 * `role_insufficient`, `invitation_not_found`, `invitation_closed`
 */
export const revokeInvitation = (
  deps: Pick<Deps, "store">,
  caller: Caller,
  { accountId, id }: OneInvitation,
): Promise<void> =>
  withLockedAccount(deps, caller, { accountId, permission: "member.manage" }, async (tx, { actor }) => {
    const invitation = await requireInvitation(tx, { accountId, id });
    requireGrant(actor, invitation.roles);
    if (invitation.status === "revoked") return;
    if (invitation.status === "accepted") throw closed(invitation);
    await tx.invitations.revoke(id);
    await tx.audit.append(invitationAudit(caller, invitation, "invitation.revoked"));
  });

const requireInvitation = async (tx: Store, { accountId, id }: OneInvitation): Promise<Invitation> => {
  const invitation = await tx.invitations.get(accountId, id);
  if (invitation !== undefined) return invitation;
  throw new CogrionError("invitation_not_found", { detail: "The account has no invitation with this id." });
};

const closed = ({ email, status }: Invitation): CogrionError =>
  new CogrionError("invitation_closed", { detail: `The invitation of ${email} is ${status}.`, meta: { status } });
