import type { Mailer, Place, QueuedMail, Store } from "@cogrion/domain";
import type { MailOutcome } from "@cogrion/services/mail/send";
import { sendMails } from "@cogrion/services/mail/send";
import type { Logger, Registry } from "@cogrion/telemetry";
import { Counter, Gauge } from "@cogrion/telemetry";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

export type MailLoopOptions = {
  store: Store;
  mailer: Mailer;
  place: Place;
  /** Origin of the region's API, told in mails for the command line. */
  apiUrl: string;
  logger: Logger;
  registry: Registry;
};

const intervalSeconds = 1;

/** Empties the mail outbox, and tells how it goes: an outbox that nobody empties is seen by its age. */
export const createMailLoop = ({ store, mailer, place, apiUrl, logger, registry }: MailLoopOptions): Loop => {
  const outcomes = new Counter({
    name: "mail_attempts_total",
    help: "Mails by what came of an attempt: sent, postponed, failed for good, superseded",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const age = new Gauge({
    name: "mail_outbox_oldest_age_seconds",
    help: "Age of the oldest mail that is neither sent nor given up; 0 when there is none",
    registers: [registry],
    async collect() {
      const { oldestAt } = await store.mails.queued().catch(() => ({ oldestAt: undefined }));
      age.set(oldestAt === undefined ? 0 : (Date.now() - oldestAt.getTime()) / 1000);
    },
  });
  const onOutcome = (outcome: MailOutcome, mail: QueuedMail, err?: unknown): void => {
    outcomes.inc({ outcome });
    const about =
      mail.kind === "invitation" ? { invitation_id: mail.invitationId } : { support_access_id: mail.supportAccessId };
    const fields = { mail_id: mail.id, kind: mail.kind, ...about, attempts: mail.attempts, outcome };
    if (outcome === "sent" || outcome === "superseded") logger.info(fields, "a mail is dealt with");
    else logger.warn({ ...fields, err }, "a mail was not sent");
  };
  return repeat("mail", {
    intervalSeconds,
    logger,
    turn: () => sendMails({ store, mailer, place, apiUrl, now: () => new Date(), onOutcome }),
  });
};
