import type { member } from "@cogrion/contract";
import type { Member } from "@cogrion/domain";
import type { z } from "zod";

export const presentMember = ({ principalUid, email, roles, joinedAt }: Member): z.infer<typeof member> => ({
  principal_uid: principalUid,
  email,
  roles,
  joined_at: joinedAt.toISOString(),
});
