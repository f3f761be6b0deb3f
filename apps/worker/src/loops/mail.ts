import type { Mailer, Place, QueuedMail } from "@cogrion/domain";
import type { MailOutcome } from "@cogrion/services/mail/send";
import { sendMails } from "@cogrion/services/mail/send";
import { Counter } from "@cogrion/telemetry";
import { exposeAge } from "./age-gauge.ts";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

export type MailLoopOptions = {
  mailer: Mailer;
  place: Place;
  /** Origin of the region's API, quoted in mails for the command line. */
  apiUrl: string;
};

const intervalSeconds = 1;
/** A run sends one mail after the other, and a mail server may be slow. */
const deadlineSeconds = 600;

/** Sends the queued mails. */
export const createMailLoop = (
  { store, logger, registry, monitor }: LoopContext,
  { mailer, place, apiUrl }: MailLoopOptions,
): Loop => {
  const outcomes = new Counter({
    name: "mail_attempts_total",
    help: "Attempts to send a mail, by outcome: sent, postponed, failed (given up), superseded (no longer needed)",
    labelNames: ["outcome"],
    registers: [registry],
  });
  exposeAge(registry, {
    name: "mail_outbox_oldest_age_seconds",
    help: "Age of the oldest mail that is still to be sent; 0: none",
    oldestAt: async () => (await store.mails.queued()).oldestAt,
  });
  const onOutcome = (outcome: MailOutcome, mail: QueuedMail, err?: unknown): void => {
    outcomes.inc({ outcome });
    const fields = { mail_id: mail.id, kind: mail.kind, ...aboutOf(mail), attempts: mail.attempts, outcome };
    if (outcome === "sent" || outcome === "superseded") logger.info(fields, "a mail was processed");
    else logger.warn({ ...fields, err }, "a mail was not sent");
  };
  return repeat("mail", {
    intervalSeconds,
    deadlineSeconds,
    monitor,
    turn: () => sendMails({ store, mailer, place, apiUrl, now: () => new Date(), onOutcome }),
  });
};

const aboutOf = (mail: QueuedMail): Record<string, string> => {
  if (mail.kind === "invitation") return { invitation_id: mail.invitationId };
  if (mail.kind === "sign_in_grant") return { sign_in_grant_id: mail.signInGrantId };
  return mail.kind === "support_access_request"
    ? { support_access_id: mail.supportAccessId }
    : { issuer_link_id: mail.issuerLinkId };
};
