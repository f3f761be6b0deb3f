import type { MailSubject, QueuedMail } from "../mailer.ts";

export type MailRepository = {
  enqueue(mail: MailSubject, at: Date): Promise<void>;
  /**
   * Locks the address's mailbox until the transaction ends, so that mails to it are requested one
   * after the other. Returns the invitations' mails that were requested since then, from every
   * account, newest first, whatever their outcome.
   */
  lockMailbox(email: string, since: Date): Promise<{ accountId: string; at: Date }[]>;
  /**
   * The mail that has been due longest, with its attempt counted. It is not due again until
   * `leaseSeconds` have passed, so a mail whose sender died is retried.
   */
  claim(leaseSeconds: number): Promise<QueuedMail | undefined>;
  close(id: string, status: "sent" | "failed" | "superseded"): Promise<void>;
  postpone(id: string, delaySeconds: number): Promise<void>;
  queued(): Promise<{ count: number; oldestAt: Date | undefined }>;
};
