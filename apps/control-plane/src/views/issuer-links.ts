import type { issuerLink } from "@cogrion/contract";
import type { IssuerLink } from "@cogrion/domain";
import type { z } from "zod";

export const presentIssuerLink = ({
  id,
  principalUid,
  email,
  region,
  status,
  identity,
  requestedAt,
  linkedAt,
  expiresAt,
}: IssuerLink): z.infer<typeof issuerLink> => ({
  id,
  principal_uid: principalUid,
  email,
  region,
  status,
  issuer: identity?.issuer ?? null,
  subject: identity?.subject ?? null,
  requested_at: requestedAt.toISOString(),
  linked_at: linkedAt?.toISOString() ?? null,
  expires_at: expiresAt.toISOString(),
});
