import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { BlockedError, clientHint } from "@cogrion/domain";
import { applyTransition } from "../workspaces/transition.ts";
import { whileCurrent } from "./allowed.ts";
import { readContext } from "./context.ts";
import type { ProvisioningDeps } from "./deps.ts";

/** Each of them is one STS call. */
const mostForeignExternalIds = 5;

/**
 * Checks the client's account before anything is created there, stores the report, and starts
 * provisioning if every check passed.
 * @throws BlockedError with the first failed check's hint
 * @throws CogrionError `workspace_state_conflict` if the workspace is not in preflight
 */
export const runPreflight = async (deps: ProvisioningDeps, id: WorkspaceId): Promise<void> => {
  const context = await readContext(deps.store, id, "runPreflight");
  const others = await deps.store.workspaces.listInAwsAccount(context.workspace);
  await requireAccountConfirmed(deps.store, context.workspace, others);
  const foreignExternalIds = others.map(({ externalId }) => externalId).slice(0, mostForeignExternalIds);
  const report = await deps.clientAccount.preflight({ ...context.client, foreignExternalIds });
  const failed = report.checks.find((check) => check.hint !== undefined);
  await whileCurrent(deps.store, context, async (tx, workspace) => {
    await tx.preflights.save(id, report);
    await tx.events.append(id, "preflight_finished", {
      is_passed: failed === undefined,
      checks: report.checks.map((check) => ({ id: check.id, status: check.status, detail: check.detail })),
    });
    if (failed === undefined) await applyTransition(tx, workspace, { transition: "pass_preflight" });
  });
  if (failed?.hint !== undefined) throw new BlockedError(failed.hint);
};

/**
 * If another Cogrion account uses the AWS account, a person is asked before it is used; their retry
 * confirms it.
 */
const requireAccountConfirmed = async (
  store: Store,
  { id, accountId, aws }: Workspace,
  others: readonly { accountId: string }[],
): Promise<void> => {
  if (others.every((other) => other.accountId === accountId)) return;
  if (await store.workspaces.isAwsAccountConfirmed(id)) return;
  throw new BlockedError(
    clientHint({
      code: "aws_account_in_use",
      summary: `Another Cogrion account already uses the AWS account ${aws.accountId}.`,
      action: `Check that ${aws.accountId} is your AWS account. If it is, retry: that confirms it. If it is not, correct the AWS account or cancel this workspace.`,
    }),
  );
};
