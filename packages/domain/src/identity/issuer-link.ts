import type { RegionId } from "../naming/region.ts";

export const issuerLinkStatuses = ["pending", "linked", "unlinked"] as const;
export type IssuerLinkStatus = (typeof issuerLinkStatuses)[number];

/**
 * A person lets the tokens of one subject of another region's realm act as them in this region.
 * `pending`: the code was requested. Whether it still counts is for `expiresAt` to say.
 */
export type IssuerLink = {
  /** UUID v7. */
  id: string;
  principalUid: string;
  /** Normalized; both realms must give this address. */
  email: string;
  /** Whose realm the issuer is. */
  region: RegionId;
  status: IssuerLinkStatus;
  /** Exactly as in the token that was presented; undefined while pending. */
  identity: { issuer: string; subject: string } | undefined;
  requestedAt: Date;
  linkedAt: Date | undefined;
  /** Of the code while pending, then of the link. */
  expiresAt: Date;
};

/** From the request to the use of the code. */
export const issuerLinkCodeSeconds = 30 * 60;
/** The other realm may change hands, so a link is confirmed again from time to time. */
export const issuerLinkLifetimeSeconds = 90 * 24 * 3600;
