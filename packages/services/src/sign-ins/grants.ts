import type { SignInGrant, SignInGrantKind, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { CogrionError, isPublicMailDomain, normalizedEmailOf } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireWorkspace, workspaceNotFound } from "../access/require.ts";
import { takeInvitationQuota } from "../invitations/create.ts";
import { requireMailsLeft } from "../invitations/mail-limits.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { requireQuota, takeQuota } from "../quotas/use.ts";

type Deps = { store: Store; now: () => Date } & QuotaDeps;
export type GrantInput = { workspaceId: WorkspaceId; kind: SignInGrantKind; value: string };

/**
 * Lets people sign in to a workspace who are not members of its account; a person is told by mail.
 * Repeating it answers the grant that is there.
 * @throws CogrionError `workspace_not_found`, `role_insufficient`, `workspace_state_conflict`, `rate_limited`,
 * `quota_exceeded`, and `request_invalid` for a domain in which anybody may have an address
 */
export const createSignInGrant = async (deps: Deps, caller: Caller, input: GrantInput): Promise<SignInGrant> => {
  const { workspaceId, kind } = input;
  await requireWorkspace(deps, caller, workspaceId, "member.manage");
  const value = kind === "group" ? input.value : normalizedEmailOf(input.value);
  if (kind === "domain" && isPublicMailDomain(value)) {
    throw new CogrionError("request_invalid", {
      detail: `Anybody may have an address at ${value}, so this would let everybody in. Grant it to people by their addresses.`,
    });
  }
  return deps.store.transaction(async (tx) => {
    const { accountId } = await openWorkspace(tx, workspaceId);
    const grantedBy = caller.principal.uid;
    const { grant, isNew } = await tx.signIns.addGrant({ workspaceId, kind, value, grantedBy });
    if (!isNew) return grant;
    requireQuota(deps, "sign_in_grants", (await tx.signIns.listGrants(workspaceId)).length - 1);
    await takeQuota(tx, deps, "sign_in_grants_created", workspaceId);
    if (kind === "person") {
      const at = deps.now();
      await takeInvitationQuota(tx, deps, { accountId, uid: grantedBy });
      await requireMailsLeft(tx, { accountId, email: value, at });
      await tx.mails.enqueue({ kind: "sign_in_grant", signInGrantId: grant.id, recipient: value }, at);
    }
    await tx.audit.append(grantAudit(caller, accountId, grant, "sign_in_grant.created"));
    return grant;
  });
};

/** Locked, so that nothing is granted past the deletion that ends all grants. */
const openWorkspace = async (tx: Store, id: WorkspaceId): Promise<Workspace> => {
  const workspace = await tx.workspaces.getForUpdate(id);
  if (workspace === undefined) throw workspaceNotFound(id);
  if (workspace.state !== "deleting" && workspace.state !== "deleted") return workspace;
  throw new CogrionError("workspace_state_conflict", {
    detail: `The workspace is "${workspace.state}"; nobody can be let in any more.`,
    meta: { state: workspace.state },
  });
};

export type SignInGrants = { grants: SignInGrant[]; isInForce: boolean };

/**
 * Those in force, oldest first, and whether the realm knows all of them. @throws CogrionError
 * `workspace_not_found`, `role_insufficient`
 */
export const listSignInGrants = async (
  deps: Pick<Deps, "store">,
  caller: Caller,
  id: WorkspaceId,
): Promise<SignInGrants> => {
  await requireWorkspace(deps, caller, id, "member.read");
  const { signIns } = deps.store;
  return { grants: await signIns.listGrants(id), isInForce: await signIns.isInForce(id) };
};

/**
 * Each further token is refused to whom nothing else lets in.
 * @throws CogrionError `workspace_not_found`, `role_insufficient`, `sign_in_grant_not_found`
 */
export const revokeSignInGrant = async (
  deps: Pick<Deps, "store">,
  caller: Caller,
  { workspaceId, grantId }: { workspaceId: WorkspaceId; grantId: string },
): Promise<void> => {
  const { accountId } = await requireWorkspace(deps, caller, workspaceId, "member.manage");
  await deps.store.transaction(async (tx) => {
    const grant = await tx.signIns.revokeGrant(workspaceId, grantId);
    if (grant === undefined) {
      throw new CogrionError("sign_in_grant_not_found", {
        detail: `The workspace "${workspaceId}" has no grant of this id.`,
      });
    }
    await tx.audit.append(grantAudit(caller, accountId, grant, "sign_in_grant.revoked"));
  });
};

const grantAudit = (caller: Caller, accountId: string, grant: SignInGrant, action: string) =>
  auditOf(caller, {
    accountId,
    action,
    target: { kind: "sign_in_grant", id: grant.id },
    outcome: "succeeded",
    details: { workspace_id: grant.workspaceId, kind: grant.kind, value: grant.value },
  });
