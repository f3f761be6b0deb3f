import type { AuditEvent, Principal, RegionId, RequestOrigin, WorkspaceId } from "@cogrion/domain";
import { supportGrantIn } from "@cogrion/domain";

/** A signed-in person or service principal. */
export type Caller = RequestOrigin & {
  principal: Principal;
  /** Signed in at this region's own realm, rather than with a linked or a staff sign-in of another region. */
  isOwnSignIn?: boolean;
};

/** A workspace's BFF, identified by its token. */
export type BffCaller = RequestOrigin & { workspaceId: WorkspaceId };

/** Another region of the environment, identified by its inter-region token. */
export type RegionCaller = RequestOrigin & { region: RegionId };

/**
 * A caller with support access to the account always acts under it there, and the customer sees
 * that, even if another role would also have allowed the operation.
 */
export const auditOf = (
  caller: Caller | BffCaller,
  event: Pick<AuditEvent, "accountId" | "action" | "target" | "outcome" | "details">,
): AuditEvent => {
  const grant =
    "principal" in caller && event.accountId !== undefined
      ? supportGrantIn(caller.principal, event.accountId)
      : undefined;
  return {
    ...event,
    ...(grant === undefined ? {} : { details: { ...event.details, support_access_id: grant.id } }),
    actor:
      "principal" in caller
        ? { kind: "principal", id: caller.principal.uid }
        : { kind: "workspace", id: caller.workspaceId },
    sourceIp: caller.sourceIp,
    requestId: caller.requestId,
  };
};

/** For changes that the control plane makes by itself. */
export const systemAuditOf = (event: Pick<AuditEvent, "accountId" | "action" | "target" | "details">): AuditEvent => ({
  ...event,
  actor: { kind: "system", id: "control-plane" },
  outcome: "succeeded",
  sourceIp: undefined,
  requestId: undefined,
});
