import type { Store, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";

/**
 * The token's next request is rejected. Repeatable. @throws CogrionError `workspace_not_found`,
 * `role_insufficient`, `token_not_found`
 */
export const revokeToken = async (
  deps: { store: Store },
  caller: Caller,
  { workspaceId, tokenId }: { workspaceId: WorkspaceId; tokenId: string },
): Promise<void> => {
  const { accountId } = await requireWorkspace(deps, caller, workspaceId, "token.manage");
  await deps.store.transaction(async (tx) => {
    if (!(await tx.tokens.revoke(workspaceId, tokenId))) {
      throw new CogrionError("token_not_found", {
        detail: `The workspace "${workspaceId}" has no token with this id.`,
      });
    }
    await tx.audit.append(
      auditOf(caller, {
        accountId,
        action: "workspace_token.revoked",
        target: { kind: "workspace_token", id: tokenId },
        outcome: "succeeded",
        details: { workspace_id: workspaceId },
      }),
    );
  });
};
