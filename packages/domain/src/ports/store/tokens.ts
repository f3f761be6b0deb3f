import type { WorkspaceId } from "../../workspace/id.ts";

export type WorkspaceToken = {
  id: string;
  workspaceId: WorkspaceId;
  name: string;
  /** Uid of the principal who created it; undefined for a token of an earlier release. */
  mintedBy: string | undefined;
  createdAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
};

export type TokenRepository = {
  create(token: {
    workspaceId: WorkspaceId;
    name: string;
    mintedBy: string;
    secretHash: string;
  }): Promise<WorkspaceToken>;
  list(id: WorkspaceId): Promise<WorkspaceToken[]>;
  /** False if the workspace has no such token; revoking twice succeeds. */
  revoke(id: WorkspaceId, tokenId: string): Promise<boolean>;
  revokeAll(id: WorkspaceId): Promise<void>;
  /** Valid tokens only. `secretHash` is the SHA-256 of the secret, hex. */
  findByHash(secretHash: string): Promise<WorkspaceToken | undefined>;
  /** Records the use, to the minute. */
  touch(tokenId: string, at: Date): Promise<void>;
};
