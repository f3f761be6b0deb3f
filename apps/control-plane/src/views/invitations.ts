import type { invitation } from "@cogrion/contract";
import type { Invitation } from "@cogrion/domain";
import { isOpen } from "@cogrion/domain";
import type { z } from "zod";

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
