import type { RegionId } from "../naming/region.ts";
import type { Hint } from "../provisioning/hint.ts";
import type { ReportedHealth } from "./health.ts";
import type { WorkspaceId } from "./id.ts";
import type { WorkspaceState } from "./state.ts";

export type Workspace = {
  id: WorkspaceId;
  accountId: string;
  region: RegionId;
  state: WorkspaceState;
  delegatedZone: string;
  aws: ClientRole;
  /** Set while `blocked` or `failed`. */
  hint: Hint | undefined;
  bff: Bff | undefined;
  /**
   * Nothing external was ever created under the id: it is free again when the workspace is deleted.
   */
  isNameReusable: boolean;
  /** How many resources its deletion left behind; 0 before. */
  leftBehind: number;
  /** Rises with every change; the ETag of the API. */
  version: number;
  /**
   * Rises when provisioning or deletion begins; later writes of an earlier generation are rejected.
   */
  generation: number;
  /**
   * Why staff ended the wait for the client's account: what it does not let us delete, for whatever
   * reason, is left.
   */
  forcedDeletionReason: string | undefined;
  /** When the nine steps first succeeded. */
  provisionedAt: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | undefined;
};

/**
 * The role in the client's account that Cogrion assumes. The external id is random, chosen by us,
 * and unique for each workspace.
 */
export type ClientRole = {
  accountId: string;
  roleName: string;
  /** AWS region of the certificate, e.g. `ap-southeast-1`. */
  region: string;
  externalId: string;
};

export type Bff = {
  url: string;
  publicIp: string | undefined;
  registeredAt: Date;
  lastHeartbeat: { at: Date; reported: ReportedHealth };
};

/**
 * Each workspace has its own role: a role's trust policy names one external id, and its permissions
 * one zone.
 */
export const defaultRoleNameOf = (id: WorkspaceId): string => `CogrionProvisioning-${id}`;

export const roleArnOf = (role: Pick<ClientRole, "accountId" | "roleName">): string =>
  `arn:aws:iam::${role.accountId}:role/${role.roleName}`;
