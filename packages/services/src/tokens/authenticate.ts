import type { Store, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import { isTokenSecret, tokenHashOf } from "./secret.ts";

/**
 * The workspace of this valid token. The lookup is by hash, so its duration reveals nothing about
 * the secret. @throws CogrionError `token_invalid`
 */
export const authenticateWorkspace = async (
  { store }: { store: Store },
  secret: string,
  now: Date,
): Promise<{ workspaceId: WorkspaceId; tokenId: string }> => {
  const token = isTokenSecret(secret) ? await store.tokens.findByHash(tokenHashOf(secret)) : undefined;
  if (token === undefined) {
    throw new CogrionError("token_invalid", {
      detail: "The workspace token is not valid. Create a new token for the workspace and use it instead.",
    });
  }
  await store.tokens.touch(token.id, now);
  return { workspaceId: token.workspaceId, tokenId: token.id };
};
