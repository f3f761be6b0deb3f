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
 * Recorded as `intended` before the call that creates the resource, and as `present` after it. An
 * undo sets `deleting` before its call and `deleted` after it. `left` means that it could not be
 * deleted, because the client's account no longer lets us in.
 */
export const resourceStatuses = ["intended", "present", "deleting", "deleted", "left"] as const;
export type ResourceStatus = (typeof resourceStatuses)[number];

export type LedgerEntry = {
  kind: ResourceKind;
  step: StepId;
  /** Who owns the resource: `client` (their AWS account) or `cogrion`. */
  owner: "client" | "cogrion";
  /**
   * Known before the call: a zone name, a record name, a KV key. One entry per workspace, kind and
   * name.
   */
  name: string;
  /** Assigned by the other system: zone id, certificate ARN; undefined until confirmed. */
  externalId: string | undefined;
  status: ResourceStatus;
  /** Why it is `left`. */
  reason: string | undefined;
  createdAt: Date;
  updatedAt: Date;
};

/** The result of deleting a workspace. */
export type OffboardingReceipt = {
  workspaceId: string;
  finishedAt: Date;
  deleted: LedgerEntry[];
  left: LedgerEntry[];
  /**
   * True if the client's account could not be reached, so `left` is what the ledger has and not
   * what was observed.
   */
  isAccountUnreachable: boolean;
};
