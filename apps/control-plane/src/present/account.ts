import type { account, workspaceToken } from "@cogrion/contract";
import type { Account, WorkspaceToken } from "@cogrion/domain";
import type { z } from "zod";

export const presentAccount = ({ id, name, createdAt }: Account): z.infer<typeof account> => ({
  id,
  name,
  created_at: createdAt.toISOString(),
});

export const presentToken = (token: WorkspaceToken): z.infer<typeof workspaceToken> => ({
  id: token.id,
  name: token.name,
  created_at: token.createdAt.toISOString(),
  last_used_at: token.lastUsedAt?.toISOString() ?? null,
  revoked_at: token.revokedAt?.toISOString() ?? null,
});
