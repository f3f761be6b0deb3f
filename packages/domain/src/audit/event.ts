export const auditActorKinds = ["principal", "workspace", "system"] as const;
export const auditOutcomes = ["succeeded", "refused"] as const;

/** Who did what, to which thing, from where. Written in the transaction of the change, and never changed afterwards. */
export type AuditEvent = {
  /** Undefined where no account is concerned, as for a refused sign-in. */
  accountId: string | undefined;
  actor: { kind: (typeof auditActorKinds)[number]; id: string };
  /** Object then verb, in the past: `workspace.created`. */
  action: string;
  target: { kind: string; id: string };
  sourceIp: string | undefined;
  outcome: (typeof auditOutcomes)[number];
  requestId: string | undefined;
};
