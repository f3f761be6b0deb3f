import type { Store, SupportAccess, SupportRole } from "@cogrion/domain";
import { CogrionError, mayInAccount } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { accountNotFound } from "../access/require.ts";

export type RequestSupportAccessInput = {
  accountId: string;
  role: SupportRole;
  reason: string;
  durationSeconds: number;
};

type Deps = { store: Store; now: () => Date };

/**
 * Call it outside a transaction, because a rollback would remove the audit row. @throws
 * CogrionError `account_not_found`, `role_insufficient` for members who are not staff
 */
export const requireStaff = async ({ store }: Deps, caller: Caller, accountId: string): Promise<void> => {
  if (caller.principal.systemRoles.length > 0) return;
  if (!mayInAccount(caller.principal, accountId, "account.read")) throw accountNotFound();
  const target = { kind: "account", id: accountId };
  await store.audit.append(auditOf(caller, { accountId, action: requested, target, outcome: "refused" }));
  throw new CogrionError("role_insufficient", {
    detail: "Support access is for Cogrion's staff; you are already a member of this account.",
  });
};

const requested = "support_access.requested";

/**
 * A member of Cogrion's staff requests a role in an account from its owners, who get a mail. Each
 * staff member can have one open request, or access, per account.
 * @throws CogrionError `account_not_found`, `role_insufficient`, `support_access_state_conflict`
 */
export const requestSupportAccess = async (
  deps: Deps,
  caller: Caller,
  { accountId, ...asked }: RequestSupportAccessInput,
): Promise<SupportAccess> => {
  await requireStaff(deps, caller, accountId);
  const { store, now } = deps;
  const { uid, email } = caller.principal;
  return store.transaction(async (tx) => {
    // Two simultaneous requests take turns here, so that the second one finds the first.
    if ((await tx.accounts.getForUpdate(accountId)) === undefined) throw accountNotFound();
    const [open] = await tx.supportAccess.listOpen(accountId, uid, now());
    if (open !== undefined) {
      throw new CogrionError("support_access_state_conflict", {
        detail: `You already have a support access to this account (${open.id}), which is "${open.state}". Withdraw or end it first.`,
        meta: { support_access_id: open.id, state: open.state },
      });
    }
    const access = await tx.supportAccess.create({
      ...asked,
      accountId,
      staff: { uid, email },
      requestedAt: now(),
    });
    for (const { email: recipient } of await tx.members.listOwners(accountId))
      await tx.mails.enqueue(
        { kind: "support_access_request", supportAccessId: access.id, recipient },
        access.requestedAt,
      );
    await tx.audit.append(
      auditOf(caller, {
        accountId,
        action: requested,
        target: { kind: "support_access", id: access.id },
        outcome: "succeeded",
        details: {
          support_access_id: access.id,
          role: asked.role,
          reason: asked.reason,
          duration_seconds: asked.durationSeconds,
        },
      }),
    );
    return access;
  });
};
