import type { ClientRole, Store, Workspace, WorkspaceState } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import type { ChangeInput } from "./locked.ts";
import { withLockedWorkspace } from "./locked.ts";

export type CorrectWorkspaceInput = ChangeInput & {
  /** Undefined fields are not changed. */
  aws: { [Field in "accountId" | "roleName" | "region"]?: ClientRole[Field] | undefined };
};

/** The workflow waits in these states, so no step reads the old values meanwhile. */
const waiting: readonly WorkspaceState[] = ["blocked", "failed"];

const conflict = (detail: string, workspace: Workspace): CogrionError =>
  new CogrionError("workspace_state_conflict", { detail, meta: { state: workspace.state } });

/**
 * Replaces a wrong AWS account, role or region while nothing was created in the client's account. A
 * retry continues with the new values. The external id does not change, so a template that was
 * already launched in the right account keeps working.
 * @throws CogrionError `workspace_state_conflict` unless blocked or failed, or if something was
 * created there, and those of withLockedWorkspace
 */
export const correctWorkspace = (
  deps: { store: Store },
  caller: Caller,
  input: CorrectWorkspaceInput,
): Promise<Workspace> =>
  withLockedWorkspace(deps, caller, input, "workspace.operate", async (tx, workspace) => {
    if (!waiting.includes(workspace.state)) {
      const detail = `Only a blocked or failed workspace can be corrected; this one is "${workspace.state}".`;
      throw conflict(detail, workspace);
    }
    // An entry is written before the call that creates its resource, so without an entry there is
    // no resource.
    const created = (await tx.ledger.list(workspace.id)).find(
      ({ owner, status }) => owner === "client" && status !== "deleted",
    );
    if (created !== undefined) {
      const detail = `Provisioning has already created ${created.kind} ${created.name} in AWS account ${workspace.aws.accountId}. Cancel this workspace and create another one.`;
      throw conflict(detail, workspace);
    }
    const { accountId, roleName, region } = workspace.aws;
    const aws = {
      ...workspace.aws,
      accountId: input.aws.accountId ?? accountId,
      roleName: input.aws.roleName ?? roleName,
      region: input.aws.region ?? region,
    };
    const corrected = await tx.workspaces.save({ ...workspace, aws });
    await tx.audit.append(
      auditOf(caller, {
        accountId: workspace.accountId,
        action: "workspace.corrected",
        target: { kind: "workspace", id: workspace.id },
        outcome: "succeeded",
        details: { before: factsOf(workspace.aws), after: factsOf(aws) },
      }),
    );
    return corrected;
  });

/** The same field names as in the event of the creation. */
const factsOf = ({ accountId, region, roleName }: ClientRole) => ({
  aws_account_id: accountId,
  aws_region: region,
  role_name: roleName,
});
