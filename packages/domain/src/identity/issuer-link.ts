import type { RegionId } from "../naming/region.ts";

export const issuerLinkStatuses = ["pending", "linked", "unlinked"] as const;
export type IssuerLinkStatus = (typeof issuerLinkStatuses)[number];

/**
 * A person allows the tokens of one subject of another region's realm to act as them in this
 * region. `pending`: the code was requested. `expiresAt` says whether it is still valid.
 */
export type IssuerLink = {
  /** UUID v7. */
  id: string;
  principalUid: string;
  /** Normalized; both realms must give this address. */
  email: string;
  /** The region of the issuer's realm. */
  region: RegionId;
  status: IssuerLinkStatus;
  /** Exactly as in the presented token; undefined while pending. */
  identity: { issuer: string; subject: string } | undefined;
  requestedAt: Date;
  linkedAt: Date | undefined;
  /** Expiry of the code while pending, then of the link. */
  expiresAt: Date;
};

/** Time from the request to the use of the code. */
export const issuerLinkCodeSeconds = 30 * 60;
/** The other realm's owner may change, so a link has to be confirmed again from time to time. */
export const issuerLinkLifetimeSeconds = 90 * 24 * 3600;
