export const mailKinds = ["invitation", "support_access_request"] as const;
export type MailKind = (typeof mailKinds)[number];

export const mailStatuses = ["queued", "sent", "failed", "superseded"] as const;
/** `failed`: refused for good, or given up. `superseded`: it was of no use any more when its turn came. */
export type MailStatus = (typeof mailStatuses)[number];

/** What a mail is about, and where that does not tell it, to whom it goes. */
export type MailSubject =
  | {
      kind: "invitation";
      invitationId: string;
      /** Of the invitation, when the mail was asked for. */
      generation: number;
    }
  | { kind: "support_access_request"; supportAccessId: string; recipient: string };

/** A mail in the outbox. What it says is made when it is sent. */
export type QueuedMail = MailSubject & { id: string; attempts: number };

export type MailMessage = {
  /** Part of the `Message-ID`, the same for each attempt. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
};

/** The receiving side has refused the mail for good (RFC 5321, a reply of 5yz). */
export class MailRefusedError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "MailRefusedError";
  }
}

export type Mailer = {
  /** Resolves when the next server has taken the mail over. @throws MailRefusedError; any other error is worth another try */
  send(message: MailMessage): Promise<void>;
};
