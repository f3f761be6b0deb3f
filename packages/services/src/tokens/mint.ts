import type { Store, WorkspaceId, WorkspaceToken } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireWorkspace, workspaceNotFound } from "../access/require.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { requireQuota, takeQuota } from "../quotas/use.ts";
import { newTokenSecret, tokenHashOf } from "./secret.ts";

/**
 * Creates a token for the workspace's BFF. The secret is returned here and stored nowhere.
 * @throws CogrionError `workspace_not_found`, `role_insufficient`, `rate_limited`,
 * `quota_exceeded`, and `workspace_state_conflict` once the workspace is being deleted
 */
export const mintToken = async (
  deps: { store: Store } & QuotaDeps,
  caller: Caller,
  { workspaceId, name }: { workspaceId: WorkspaceId; name: string },
): Promise<WorkspaceToken & { secret: string }> => {
  await requireWorkspace(deps, caller, workspaceId, "token.manage");
  const secret = newTokenSecret();
  return deps.store.transaction(async (tx) => {
    // Locked, so that no token is created after the deletion that revokes them all.
    const workspace = await tx.workspaces.getForUpdate(workspaceId);
    if (workspace === undefined) throw workspaceNotFound(workspaceId);
    if (workspace.state === "deleting" || workspace.state === "deleted") {
      throw new CogrionError("workspace_state_conflict", {
        detail: `The workspace is "${workspace.state}", so it accepts no new tokens.`,
        meta: { state: workspace.state },
      });
    }
    await takeQuota(tx, deps, "workspace_tokens_minted", workspaceId);
    const live = (await tx.tokens.list(workspaceId)).filter(({ revokedAt }) => revokedAt === undefined);
    requireQuota(deps, "workspace_tokens", live.length);
    const mintedBy = caller.principal.uid;
    const token = await tx.tokens.create({ workspaceId, name, mintedBy, secretHash: tokenHashOf(secret) });
    await tx.audit.append(
      auditOf(caller, {
        accountId: workspace.accountId,
        action: "workspace_token.minted",
        target: { kind: "workspace_token", id: token.id },
        outcome: "succeeded",
        details: { workspace_id: workspaceId, name },
      }),
    );
    return { ...token, secret };
  });
};
