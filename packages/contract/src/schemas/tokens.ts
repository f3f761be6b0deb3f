import { z } from "zod";
import { displayName, timestamp, uuid } from "./common.ts";

export const workspaceToken = z
  .object({
    id: uuid,
    name: z.string(),
    minted_by: uuid
      .nullable()
      .meta({ description: "Uid of the principal who created it; null for a token of an earlier release" }),
    created_at: timestamp,
    last_used_at: timestamp.nullable(),
    revoked_at: timestamp.nullable(),
  })
  .meta({ id: "WorkspaceToken" });

export const mintedToken = workspaceToken
  .extend({ token: z.string().meta({ description: "Returned only in this response" }) })
  .meta({ id: "MintedWorkspaceToken" });

export const mintTokenBody = z.strictObject({ name: displayName.meta({ example: "bff of the first cluster" }) });
