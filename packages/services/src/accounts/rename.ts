import type { Account, Store } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { accountNotFound, requireInAccount } from "../access/require.ts";

export type RenameInput = {
  accountId: string;
  name: string;
  /** From If-Match; undefined accepts any version. */
  expectedVersion: number | undefined;
};

/**
 * Repeatable: the current name changes nothing. @throws CogrionError `account_not_found`,
 * `role_insufficient`, `version_mismatch`
 */
export const renameAccount = async (
  deps: { store: Store },
  caller: Caller,
  { accountId, name, expectedVersion }: RenameInput,
): Promise<Account> => {
  await requireInAccount(deps, caller, accountId, "account.update");
  return deps.store.transaction(async (tx) => {
    const account = await tx.accounts.getForUpdate(accountId);
    if (account === undefined) throw accountNotFound();
    requireVersion(account.version, expectedVersion);
    if (account.name === name) return account;
    const renamed = await tx.accounts.rename(accountId, name);
    const target = { kind: "account", id: accountId };
    await tx.audit.append(
      auditOf(caller, {
        accountId,
        action: "account.renamed",
        target,
        outcome: "succeeded",
        details: { before: { name: account.name }, after: { name } },
      }),
    );
    return renamed;
  });
};

/** @throws CogrionError `version_mismatch` */
export const requireVersion = (version: number, expected: number | undefined): void => {
  if (expected === undefined || expected === version) return;
  throw new CogrionError("version_mismatch", {
    detail: `The account has changed since you read it: its version is now ${version}. Read it again.`,
    meta: { version },
  });
};
