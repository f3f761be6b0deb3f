import type { Account, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requirePerson } from "../access/require.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { requireQuota, takeQuota } from "../quotas/use.ts";

/**
 * A signed-in person creates an account and becomes its owner. It lives in the region where it is
 * created.
 * @throws CogrionError `people_only`, `rate_limited`, `quota_exceeded`
 */
export const createAccount = async (
  { store, ...deps }: { store: Store } & QuotaDeps,
  caller: Caller,
  { name }: { name: string },
): Promise<Account> => {
  requirePerson(caller);
  return store.transaction(async (tx) => {
    const { uid, email } = caller.principal;
    await takeQuota(tx, deps, "accounts_created", uid);
    const memberships = await tx.accounts.rolesOf(uid);
    requireQuota(deps, "memberships", memberships.length);
    requireQuota(deps, "accounts_owned", memberships.filter(({ roles }) => roles.includes("owner")).length);
    const account = await tx.accounts.create({ name, owner: { uid, email } });
    await tx.audit.append(
      auditOf(caller, {
        accountId: account.id,
        action: "account.created",
        target: { kind: "account", id: account.id },
        outcome: "succeeded",
        details: { name },
      }),
    );
    return account;
  });
};
