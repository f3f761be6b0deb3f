import type { Account, Invitation, Member, Store } from "@cogrion/domain";
import { CogrionError, isOpen } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requirePerson } from "../access/require.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { requireQuota } from "../quotas/use.ts";
import { invitationAudit } from "./create.ts";
import { invitationTokenHashOf, isInvitationToken } from "./token.ts";

type Deps = { store: Store; now: () => Date } & QuotaDeps;
export type Acceptance = { account: Account; member: Member };

/**
 * Makes the caller a member, once, if the link is valid and was sent to the address with which they
 * signed in. Every other case gets the same error, so that a found link reveals nothing. The person
 * who accepted can repeat it as long as they are a member.
 * @throws CogrionError `invitation_not_found`, `people_only`
 */
export const acceptInvitation = async (
  deps: Deps,
  caller: Caller,
  { token }: { token: string },
): Promise<Acceptance> => {
  requirePerson(caller);
  const hash = invitationTokenHashOf(token);
  const found = isInvitationToken(token) ? await deps.store.invitations.findByToken(hash) : undefined;
  if (found === undefined) throw notFound(caller);
  const accepted = await deps.store.transaction(async (tx) => {
    const account = await tx.accounts.getForUpdate(found.accountId);
    // Checked again, under the lock.
    const invitation = await tx.invitations.findByToken(hash);
    if (account === undefined || invitation?.email !== caller.principal.email) return undefined;
    const member = await memberBy(tx, deps, caller, invitation);
    return member && { account, member };
  });
  if (accepted !== undefined) return accepted;
  const target = { kind: "invitation", id: found.id };
  await deps.store.audit.append(
    auditOf(caller, { accountId: found.accountId, action: "invitation.accepted", target, outcome: "refused" }),
  );
  throw notFound(caller);
};

const memberBy = async (tx: Store, deps: Deps, caller: Caller, invitation: Invitation): Promise<Member | undefined> => {
  const { accountId, email, roles } = invitation;
  const { uid } = caller.principal;
  const before = await tx.members.get(accountId, uid);
  if (invitation.status === "accepted" && invitation.acceptedBy === uid) return before;
  if (!isOpen(invitation, deps.now())) return undefined;
  if (before === undefined) requireQuota(deps, "memberships", (await tx.accounts.rolesOf(uid)).length);
  const member = before ?? (await tx.members.add({ accountId, uid, email, roles }));
  await tx.invitations.accept(invitation.id, uid);
  await tx.audit.append(invitationAudit(caller, invitation, "invitation.accepted"));
  const target = { kind: "member", id: uid };
  if (before === undefined)
    await tx.audit.append(
      auditOf(caller, {
        accountId,
        action: "member.joined",
        target,
        outcome: "succeeded",
        details: { after: { email, roles } },
      }),
    );
  return member;
};

const notFound = ({ principal }: Caller): CogrionError =>
  new CogrionError("invitation_not_found", {
    detail: `The link has no open invitation for ${principal.email}. It may have been used, replaced by a newer mail, revoked, or sent to another address.`,
  });
