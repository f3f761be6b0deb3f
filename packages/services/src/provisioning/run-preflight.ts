import type { WorkspaceId } from "@cogrion/domain";
import { BlockedError } from "@cogrion/domain";
import { applyTransition } from "../workspaces/transition.ts";
import { whileCurrent } from "./allowed.ts";
import { readContext } from "./context.ts";
import type { ProvisioningDeps } from "./deps.ts";

/**
 * Looks at the client's account before anything is made there, keeps the report, and lets provisioning begin when every check passed.
 * @throws BlockedError with the first failed check's hint
 * @throws CogrionError `workspace_state_conflict` when the workspace is not in preflight
 */
export const runPreflight = async (deps: ProvisioningDeps, id: WorkspaceId): Promise<void> => {
  const context = await readContext(deps.store, id, "runPreflight");
  const report = await deps.clientAccount.preflight(context.client);
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
