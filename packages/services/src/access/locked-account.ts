import type { Account, Member, Permission, Role, Store } from "@cogrion/domain";
import { CogrionError, mayGrant, mayRoles } from "@cogrion/domain";
import type { Caller } from "./caller.ts";
import { auditOf } from "./caller.ts";
import { accountNotFound, requireInAccount } from "./require.ts";

type Deps = { store: Store };

/**
 * The locked account, and the caller's membership as it is now, which may have changed since the
 * request began.
 */
export type LockedAccount = { account: Account; actor: Member };

/**
 * Lets an allowed member change the account, its members or invitations. Such changes of one
 * account run one after the other, so what one of them has read (another owner, no such member) is
 * still true when it writes.
 * @throws CogrionError `account_not_found`, `role_insufficient`
 */
export const withLockedAccount = async <T>(
  deps: Deps,
  caller: Caller,
  { accountId, permission }: { accountId: string; permission: Permission },
  change: (tx: Store, locked: LockedAccount) => Promise<T>,
): Promise<T> => {
  await requireInAccount(deps, caller, accountId, permission);
  try {
    return await deps.store.transaction(async (tx) => {
      const account = await tx.accounts.getForUpdate(accountId);
      const actor = account && (await tx.members.get(accountId, caller.principal.uid));
      if (account === undefined || actor === undefined) throw accountNotFound();
      if (!mayRoles(actor.roles, permission)) throw roleTooSmall("Your role in this account has just changed.");
      return change(tx, { account, actor });
    });
  } catch (error) {
    // After the transaction, because its rollback would remove the audit row.
    if (error instanceof CogrionError && error.code === "role_insufficient") {
      const target = { kind: "account", id: accountId };
      await deps.store.audit.append(auditOf(caller, { accountId, action: permission, target, outcome: "refused" }));
    }
    throw error;
  }
};

const roleTooSmall = (detail: string): CogrionError => new CogrionError("role_insufficient", { detail });

/** Nobody can give or take a role above their own. @throws CogrionError `role_insufficient` */
export const requireGrant = (actor: Member, concerned: readonly Role[]): void => {
  if (mayGrant(actor.roles, concerned)) return;
  throw roleTooSmall(`This concerns the role "${concerned.find((role) => !mayGrant(actor.roles, [role])) ?? ""}", \
which is above yours. Ask a person who has it.`);
};
