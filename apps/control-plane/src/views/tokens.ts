import type { workspaceToken } from "@cogrion/contract";
import type { WorkspaceToken } from "@cogrion/domain";
import type { z } from "zod";

export const presentToken = (token: WorkspaceToken): z.infer<typeof workspaceToken> => ({
  id: token.id,
  name: token.name,
  minted_by: token.mintedBy ?? null,
  created_at: token.createdAt.toISOString(),
  last_used_at: token.lastUsedAt?.toISOString() ?? null,
  revoked_at: token.revokedAt?.toISOString() ?? null,
});
