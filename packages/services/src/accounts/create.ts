import type { Account, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";

/** Whoever is signed in may create an account, and becomes its owner. */
export const createAccount = async (
  { store }: { store: Store },
  caller: Caller,
  { name }: { name: string },
): Promise<Account> =>
  store.transaction(async (tx) => {
    const account = await tx.accounts.create({ name, ownerUid: caller.principal.uid });
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
