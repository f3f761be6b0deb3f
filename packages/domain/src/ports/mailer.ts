export const mailKinds = [
  "invitation",
  "support_access_request",
  "issuer_link_code",
  "issuer_linked",
  "issuer_unlinked",
  "sign_in_grant",
] as const;
export type MailKind = (typeof mailKinds)[number];

export const mailStatuses = ["queued", "sent", "failed", "superseded"] as const;
/**
 * `failed`: rejected permanently, or given up. `superseded`: no longer useful when its turn came.
 */
export type MailStatus = (typeof mailStatuses)[number];

/** What a mail is about and, where that does not determine it, its recipient. */
export type MailSubject =
  | {
      kind: "invitation";
      invitationId: string;
      /** The invitation's generation when the mail was requested. */
      generation: number;
    }
  | { kind: "support_access_request"; supportAccessId: string; recipient: string }
  | { kind: "issuer_link_code" | "issuer_linked" | "issuer_unlinked"; issuerLinkId: string; recipient: string }
  | { kind: "sign_in_grant"; signInGrantId: string; recipient: string };

/** A mail in the outbox. Its text is written when it is sent. */
export type QueuedMail = MailSubject & { id: string; attempts: number };

export type MailMessage = {
  /** Part of the `Message-ID`, the same for each attempt. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
};

/** The recipient's server rejected the mail permanently (RFC 5321, a 5yz reply). */
export class MailRefusedError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "MailRefusedError";
  }
}

export type Mailer = {
  /**
   * Resolves when the next server has accepted the mail. @throws MailRefusedError; any other error
   * can be retried
   */
  send(message: MailMessage): Promise<void>;
};
