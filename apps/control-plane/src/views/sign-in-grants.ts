import type { signInGrant } from "@cogrion/contract";
import type { SignInGrant } from "@cogrion/domain";
import type { z } from "zod";

export const presentSignInGrant = (grant: SignInGrant): z.infer<typeof signInGrant> => ({
  id: grant.id,
  kind: grant.kind,
  value: grant.value,
  granted_by: grant.grantedBy,
  created_at: grant.createdAt.toISOString(),
});
