import type { MailSubject, QueuedMail } from "../mailer.ts";

export type MailRepository = {
  enqueue(mail: MailSubject, at: Date): Promise<void>;
  /**
   * Locks the mailbox of the address until the transaction ends, so that mails to it are asked for
   * one after the other. Answers the mails of invitations and of sign-in grants that were asked for
   * since then, of every account, newest first, whatever became of them.
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
