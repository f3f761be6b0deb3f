import type { IdentifiedKey } from "../../identity/service-principal.ts";
import type { WorkspaceId } from "../../workspace/id.ts";
import type { SignInAccess, SignInGrant } from "../../workspace/sign-in-grant.ts";

/** A workspace whose client in the realm is not as the database has it. */
export type SignInSync = { workspaceId: WorkspaceId; revision: number; attempts: number };

export type SignInRepository = {
  /** The public keys that the BFF registered last. */
  keysOf(id: WorkspaceId): Promise<IdentifiedKey[]>;
  setKeys(id: WorkspaceId, keys: readonly IdentifiedKey[]): Promise<void>;
  /** Members of the account, and those who were granted. */
  accessOf(id: WorkspaceId): Promise<SignInAccess>;
  /** In force, oldest first. */
  listGrants(id: WorkspaceId): Promise<SignInGrant[]>;
  findGrant(grantId: string): Promise<SignInGrant | undefined>;
  /** Answers the one that is in force already, and false, where there is one. */
  addGrant(grant: Omit<SignInGrant, "id" | "createdAt">): Promise<{ grant: SignInGrant; isNew: boolean }>;
  /** Undefined where the workspace has no such grant in force. */
  revokeGrant(id: WorkspaceId, grantId: string): Promise<SignInGrant | undefined>;
  /** Revokes the grants and deletes the keys of a workspace that is gone. */
  clear(id: WorkspaceId): Promise<void>;
  /** Deletes grants that were revoked before that time, at most `limit`; returns how many. */
  purge(before: Date, limit: number): Promise<number>;
  /** Has the realm told once more. Changes of members, grants and keys do that by themselves. */
  touch(id: WorkspaceId): Promise<void>;
  /** Whether the realm was told the present state. */
  isInForce(id: WorkspaceId): Promise<boolean>;
  /** One that is due; no other transaction claims it before this one ends. */
  claimForSync(): Promise<SignInSync | undefined>;
  markSynced(id: WorkspaceId, revision: number): Promise<void>;
  postponeSync(id: WorkspaceId, delaySeconds: number): Promise<void>;
  countUnsynced(): Promise<number>;
};
