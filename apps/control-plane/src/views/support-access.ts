import type { supportAccess } from "@cogrion/contract";
import type { SupportAccess } from "@cogrion/domain";
import { answerBy } from "@cogrion/domain";
import type { z } from "zod";

export const presentSupportAccess = (access: SupportAccess): z.infer<typeof supportAccess> => ({
  id: access.id,
  account_id: access.accountId,
  staff: access.staff,
  role: access.role,
  reason: access.reason,
  duration_seconds: access.durationSeconds,
  state: access.state,
  requested_at: access.requestedAt.toISOString(),
  answer_by: answerBy(access).toISOString(),
  decided_at: access.decided?.at.toISOString() ?? null,
  decided_by: access.decided?.by ?? null,
  expires_at: access.expiresAt?.toISOString() ?? null,
  ended_at: access.ended?.at.toISOString() ?? null,
  ended_by: access.ended?.by ?? null,
});
