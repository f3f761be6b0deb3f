import type { account, invitation, member, workspaceToken } from "@cogrion/contract";
import type { Account, Invitation, Member, Place, WorkspaceToken } from "@cogrion/domain";
import { isOpen } from "@cogrion/domain";
import type { z } from "zod";

export const presentAccount = (
  { id, name, createdAt }: Account,
  { region }: Pick<Place, "region">,
): z.infer<typeof account> => ({
  id,
  name,
  region,
  created_at: createdAt.toISOString(),
});

export const presentMember = ({ principalUid, email, roles, joinedAt }: Member): z.infer<typeof member> => ({
  principal_uid: principalUid,
  email,
  roles,
  joined_at: joinedAt.toISOString(),
});

export const presentInvitation = (each: Invitation, now: Date): z.infer<typeof invitation> => ({
  id: each.id,
  email: each.email,
  roles: each.roles,
  status: each.status === "pending" && !isOpen(each, now) ? "expired" : each.status,
  mail: each.mail,
  invited_by: each.invitedBy,
  created_at: each.createdAt.toISOString(),
  expires_at: each.expiresAt.toISOString(),
});

export const presentToken = (token: WorkspaceToken): z.infer<typeof workspaceToken> => ({
  id: token.id,
  name: token.name,
  created_at: token.createdAt.toISOString(),
  last_used_at: token.lastUsedAt?.toISOString() ?? null,
  revoked_at: token.revokedAt?.toISOString() ?? null,
});
