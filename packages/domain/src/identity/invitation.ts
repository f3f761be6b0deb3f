import type { MailStatus } from "../ports/mailer.ts";
import type { Role } from "./role.ts";

export const invitationStatuses = ["pending", "accepted", "revoked"] as const;
/** A `pending` invitation may have expired; see isOpen. */
export type InvitationStatus = (typeof invitationStatuses)[number];

export type Invitation = {
  /** UUID v7. */
  id: string;
  accountId: string;
  /** Normalized. The person who accepts must have this address. */
  email: string;
  roles: Role[];
  /**
   * The principal who created it or sent it again last. They must still be allowed to give its
   * roles.
   */
  invitedBy: string;
  status: InvitationStatus;
  /** Increases each time the mail is sent again; links of earlier mails are invalid. */
  generation: number;
  createdAt: Date;
  renewedAt: Date;
  expiresAt: Date;
  acceptedBy: string | undefined;
  /** State of its newest mail. */
  mail: MailStatus;
};

const day = 24 * 3600;
export const invitationLifetimeSeconds = 7 * day;

/** Whether it can still be accepted. */
export const isOpen = ({ status, expiresAt }: Pick<Invitation, "status" | "expiresAt">, now: Date): boolean =>
  status === "pending" && expiresAt > now;
