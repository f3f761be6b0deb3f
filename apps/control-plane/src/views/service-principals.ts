import type { servicePrincipal } from "@cogrion/contract";
import type { ServicePrincipal } from "@cogrion/domain";
import { clientIdOf } from "@cogrion/domain";
import type { z } from "zod";

export const presentServicePrincipal = (each: ServicePrincipal): z.infer<typeof servicePrincipal> => ({
  id: each.id,
  account_id: each.accountId,
  client_id: clientIdOf(each.id),
  name: each.name,
  roles: each.roles,
  state: each.state === "active" ? "active" : "disabled",
  is_in_force: each.isInForce,
  keys: each.keys.map(({ id, publicKey, createdAt }) => ({
    id,
    public_key: publicKey,
    created_at: createdAt.toISOString(),
  })),
  created_by: each.createdBy,
  created_at: each.createdAt.toISOString(),
  last_used_at: each.lastUsedAt?.toISOString() ?? null,
});
