import type { Account, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requirePerson } from "../access/require.ts";

/** Whoever is signed in may create an account, and becomes its owner. It lives in the region where it is created. @throws CogrionError `people_only` */
export const createAccount = async (
  { store }: { store: Store },
  caller: Caller,
  { name }: { name: string },
): Promise<Account> => {
  requirePerson(caller);
  return store.transaction(async (tx) => {
    const { uid, email } = caller.principal;
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
