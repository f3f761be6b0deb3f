import type { Store, Workspace } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import type { ChangeInput } from "./locked.ts";
import { withLockedWorkspace } from "./locked.ts";
import { applyTransition } from "./transition.ts";

/**
 * Resumes provisioning once the hinted problem is fixed. Of two simultaneous calls, one continues
 * the workspace and the other is rejected.
 * @throws CogrionError `workspace_state_conflict` unless blocked or failed, and those of
 * withLockedWorkspace
 */
export const retryWorkspace = (deps: { store: Store }, caller: Caller, input: ChangeInput): Promise<Workspace> =>
  withLockedWorkspace(deps, caller, input, "workspace.operate", async (tx, workspace) => {
    // The hint asked for a confirmation, and the retry is the confirmation.
    const confirms = workspace.hint?.code === "aws_account_in_use";
    if (confirms) await tx.workspaces.confirmAwsAccount(workspace.id);
    const retried = await applyTransition(tx, workspace, { transition: "retry" });
    await tx.commands.enqueue(workspace.id, "retry");
    await tx.audit.append(
      auditOf(caller, {
        accountId: workspace.accountId,
        action: "workspace.retried",
        target: { kind: "workspace", id: workspace.id },
        outcome: "succeeded",
        details: {
          before: { state: workspace.state },
          after: { state: retried.state },
          ...(confirms ? { confirmed_aws_account_id: workspace.aws.accountId } : {}),
        },
      }),
    );
    return retried;
  });
