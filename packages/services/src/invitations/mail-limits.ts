import type { Store } from "@cogrion/domain";
import { CogrionError, quotas } from "@cogrion/domain";

type MailLimit = { most: number; seconds: number };
type AskedMail = { accountId: string; at: Date };

/**
 * Each mail costs its recipient attention, and a person who has never heard of us did not ask for
 * it.
 */
const pause: MailLimit = { most: 1, seconds: 60 };
const { limit, windowSeconds } = quotas.invitation_mails;
const day: MailLimit = { most: limit, seconds: windowSeconds };

/**
 * Rejects another invitation mail to a mailbox that already got too many, counted over all accounts
 * and including revoked invitations. The result stays true until the transaction ends.
 * @throws CogrionError `rate_limited`
 */
export const requireMailsLeft = async (
  tx: Store,
  { accountId, email, at }: { accountId: string; email: string; at: Date },
): Promise<void> => {
  const mails = await tx.mails.lockMailbox(email, new Date(at.getTime() - day.seconds * 1000));
  const exceeded = [pause, day].filter((limit) => waitOf(mails, limit, at) > 0);
  if (exceeded.length === 0) return;
  // The error does not reveal when other accounts sent mails: if the account's own mails are not
  // the reason, the wait is the whole window.
  const own = mails.filter((mail) => mail.accountId === accountId);
  throw new CogrionError("rate_limited", {
    detail: `Too many invitations were mailed to ${email}. A mailbox gets at most one in ${pause.seconds} s and ${day.most} in 24 h.`,
    retryAfterSeconds: Math.max(...exceeded.map((limit) => waitOf(own, limit, at) || limit.seconds)),
  });
};

const waitOf = (newestFirst: readonly AskedMail[], { most, seconds }: MailLimit, at: Date): number => {
  const counted = newestFirst[most - 1];
  if (counted === undefined) return 0;
  // Another replica's clock may be ahead.
  const sinceSeconds = Math.max(0, (at.getTime() - counted.at.getTime()) / 1000);
  return Math.max(0, Math.ceil(seconds - sinceSeconds));
};
