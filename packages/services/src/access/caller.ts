import type { AuditEvent, Principal, WorkspaceId } from "@cogrion/domain";

/** Where a request came from; part of its audit row. */
export type RequestOrigin = { sourceIp: string | undefined; requestId: string | undefined };

/** A person or service, signed in. */
export type Caller = RequestOrigin & { principal: Principal };

/** A workspace's BFF, known by its token. */
export type BffCaller = RequestOrigin & { workspaceId: WorkspaceId };

export const auditOf = (
  caller: Caller | BffCaller,
  event: Pick<AuditEvent, "accountId" | "action" | "target" | "outcome" | "details">,
): AuditEvent => ({
  ...event,
  actor:
    "principal" in caller
      ? { kind: "principal", id: caller.principal.uid }
      : { kind: "workspace", id: caller.workspaceId },
  sourceIp: caller.sourceIp,
  requestId: caller.requestId,
});

/** For what the control plane does by itself. */
export const systemAuditOf = (event: Pick<AuditEvent, "accountId" | "action" | "target" | "details">): AuditEvent => ({
  ...event,
  actor: { kind: "system", id: "control-plane" },
  outcome: "succeeded",
  sourceIp: undefined,
  requestId: undefined,
});
