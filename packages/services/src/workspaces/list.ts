import type { Page, PageRequest, Store, Workspace, WorkspaceState } from "@cogrion/domain";
import { systemPermissions } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

export type ListWorkspacesInput = PageRequest & {
  accountId: string | undefined;
  state: WorkspaceState | undefined;
  search: string | undefined;
};

/**
 * Newest first. Without an account: those of all the caller's accounts; for Cogrion's operators,
 * those of the region.
 * @throws CogrionError `account_not_found`, `cursor_invalid`
 */
export const listWorkspaces = async (
  deps: { store: Store },
  caller: Caller,
  { accountId, state, search, limit, cursor }: ListWorkspacesInput,
): Promise<Page<Workspace>> => {
  if (accountId !== undefined) await requireInAccount(deps, caller, accountId, "workspace.read");
  const { principal } = caller;
  const seesAll = principal.systemRoles.some((role) => systemPermissions[role].includes("workspace.read"));
  const own = seesAll ? "all" : principal.accounts.map((account) => account.id);
  const accountIds = accountId === undefined ? own : [accountId];
  return deps.store.workspaces.list({ accountIds, state, search }, { limit, cursor });
};
