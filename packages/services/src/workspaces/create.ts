import { randomBytes } from "node:crypto";
import type { Place, Store, Workspace, WorkspaceId } from "@cogrion/domain";
import { delegatedZoneOf } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { requireQuota, takeQuota } from "../quotas/use.ts";
import { slugInUse } from "./reserve.ts";

export type CreateWorkspaceInput = {
  accountId: string;
  /** From reserveWorkspaceId. */
  id: WorkspaceId;
  aws: { accountId: string; roleName: string; region: string };
};

// 256 bits, all of which the trust policy of the client's role requires. sts:ExternalId accepts 2
// to 1224 characters of [\w+=,.@:/-].
const newExternalId = (): string => randomBytes(32).toString("base64url");

/**
 * @throws CogrionError `workspace_slug_taken`, `account_not_found`, `role_insufficient`,
 * `rate_limited`, `quota_exceeded`
 */
export const createWorkspace = async (
  deps: { store: Store; place: Place } & QuotaDeps,
  caller: Caller,
  { accountId, id, aws }: CreateWorkspaceInput,
): Promise<Workspace> => {
  await requireInAccount(deps, caller, accountId, "workspace.create");
  return deps.store.transaction(async (tx) => {
    await takeQuota(tx, deps, "workspaces_created_by_person", caller.principal.uid);
    await takeQuota(tx, deps, "workspaces_created", accountId);
    requireQuota(deps, "workspaces", await tx.workspaces.countLive(accountId));
    if (!(await tx.reservations.take(id, accountId))) throw slugInUse(id);
    // Above the generation of the workspace that had this id before and never created anything:
    // what a process of that one still does is refused.
    const generation = (await tx.workspaces.deleteUnused(id)) + 1;
    const workspace = await tx.workspaces.create({
      id,
      accountId,
      region: deps.place.region,
      state: "requested",
      delegatedZone: delegatedZoneOf(id, deps.place),
      aws: { ...aws, externalId: newExternalId() },
      generation,
    });
    await tx.configs.add(id, {});
    await tx.events.append(id, "state_changed", { state: workspace.state });
    await tx.commands.enqueue(id, "provision");
    await tx.audit.append(
      auditOf(caller, {
        accountId,
        action: "workspace.created",
        target: { kind: "workspace", id },
        outcome: "succeeded",
        details: { aws_account_id: aws.accountId, aws_region: aws.region, role_name: aws.roleName },
      }),
    );
    return workspace;
  });
};
