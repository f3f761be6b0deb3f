import type { StepId } from "./step.ts";

export const resourceKinds = [
  "route53_hosted_zone",
  "route53_delegation",
  "acm_certificate",
  "route53_validation_record",
  "tenant",
  "edge_route",
  "keycloak_client",
] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/**
 * Recorded before the call that makes the thing (`intended`), confirmed after it (`present`). An undo marks `deleting` before its
 * call and `deleted` after it; `left` is what could not be removed, because the client's account no longer lets us in.
 */
export const resourceStatuses = ["intended", "present", "deleting", "deleted", "left"] as const;
export type ResourceStatus = (typeof resourceStatuses)[number];

export type LedgerEntry = {
  kind: ResourceKind;
  step: StepId;
  /** Who holds the thing: `client` (their AWS account) or `cogrion`. */
  owner: "client" | "cogrion";
  /** Known before the call: a zone name, a record name, a KV key. One entry per workspace, kind and name. */
  name: string;
  /** Given by the other side: zone id, certificate ARN; undefined until confirmed. */
  externalId: string | undefined;
  status: ResourceStatus;
  /** Why it is `left`. */
  reason: string | undefined;
  createdAt: Date;
  updatedAt: Date;
};

/** What deleting a workspace achieved. */
export type OffboardingReceipt = {
  workspaceId: string;
  finishedAt: Date;
  deleted: LedgerEntry[];
  left: LedgerEntry[];
  /** True when the client's account could not be reached, so `left` is what we know of and not what we saw. */
  isAccountUnreachable: boolean;
};
