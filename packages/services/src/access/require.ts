import type { Permission, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { CogrionError, isForPeople, mayInAccount, mayRoles, rolesInAccount, supportGrantIn } from "@cogrion/domain";
import type { Caller } from "./caller.ts";
import { auditOf } from "./caller.ts";

type Deps = { store: Store };

export const accountNotFound = (): CogrionError =>
  new CogrionError("account_not_found", { detail: "The account does not exist, or you are not a member of it." });

/**
 * Passes if the caller may do this in the account. A caller who cannot see the account learns
 * nothing about it. A member with too small a role gets an error that says so, and the attempt is
 * audited. Call it outside a transaction, because a rollback would remove the audit row.
 * @throws CogrionError `account_not_found`, `role_insufficient`
 */
export const requireInAccount = async (
  deps: Deps,
  caller: Caller,
  accountId: string,
  permission: Permission,
): Promise<void> => {
  if (mayInAccount(caller.principal, accountId, permission)) {
    await recordLook(deps, caller, accountId, permission, { kind: "account", id: accountId });
    return;
  }
  if (!mayInAccount(caller.principal, accountId, "account.read")) throw accountNotFound();
  await refuse(deps, caller, accountId, permission, { kind: "account", id: accountId });
};

/**
 * Returns the workspace to a caller who may do this in its account. @throws CogrionError
 * `workspace_not_found`, `role_insufficient`
 */
export const requireWorkspace = async (
  deps: Deps,
  caller: Caller,
  id: WorkspaceId,
  permission: Permission,
): Promise<Workspace> => {
  const workspace = await deps.store.workspaces.get(id);
  if (workspace === undefined || !mayInAccount(caller.principal, workspace.accountId, "workspace.read")) {
    throw workspaceNotFound(id);
  }
  if (!mayInAccount(caller.principal, workspace.accountId, permission)) {
    await refuse(deps, caller, workspace.accountId, permission, { kind: "workspace", id });
  }
  await recordLook(deps, caller, workspace.accountId, permission, { kind: "workspace", id });
  return workspace;
};

/**
 * The customer must know what Cogrion's staff read under support access. Their changes have their
 * own audit events.
 */
const recordLook = async (
  { store }: Deps,
  caller: Caller,
  accountId: string,
  permission: Permission,
  target: { kind: string; id: string },
): Promise<void> => {
  if (!permission.endsWith(".read") || supportGrantIn(caller.principal, accountId) === undefined) return;
  await store.audit.append(auditOf(caller, { accountId, action: permission, target, outcome: "succeeded" }));
};

/** @throws CogrionError `people_only` for a service principal */
export const requirePerson = ({ principal }: Caller): void => {
  if (principal.kind !== "service") return;
  throw new CogrionError("people_only", {
    detail: "Service principals may not do this, whatever their role. A person has to do it.",
  });
};

export const workspaceNotFound = (id: WorkspaceId): CogrionError =>
  new CogrionError("workspace_not_found", {
    detail: `The workspace "${id}" does not exist in this region, or it belongs to an account that is not yours.`,
  });

const refuse = async (
  { store }: Deps,
  caller: Caller,
  accountId: string,
  permission: Permission,
  target: { kind: string; id: string },
): Promise<never> => {
  await store.audit.append(auditOf(caller, { accountId, action: permission, target, outcome: "refused" }));
  if (isForPeople(permission) && mayRoles(rolesInAccount(caller.principal, accountId), permission))
    requirePerson(caller);
  throw new CogrionError("role_insufficient", {
    detail: `Your role in this account does not allow "${permission}". Ask an owner or admin of the account.`,
    meta: { permission },
  });
};
