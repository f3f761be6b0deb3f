import { setTimeout as sleep } from "node:timers/promises";
import type { Mailer } from "@cogrion/domain";
import { MailRefusedError } from "@cogrion/domain";
import { createTransport } from "nodemailer";

export type SmtpOptions = {
  host: string;
  port: number;
  /** `tls` from the first byte (RFC 8314), `starttls` demanded, or `none`: for a server on this machine only. */
  security: "starttls" | "tls" | "none";
  credentials: { username: string; password: string } | undefined;
  /** Address that the mails come from. */
  from: string;
};

const stepTimeoutMilliseconds = 10_000;
/** Of one sending as a whole: a server that answers each step late must not hold the outbox up. */
const deadlineSeconds = 60;

/**
 * Hands mails to one SMTP server, over a connection for each: there are few, and one that is kept
 * goes stale between them.
 */
export const createMailer = ({ host, port, security, credentials, from }: SmtpOptions): Mailer => {
  const open = () =>
    createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      ...(credentials === undefined ? {} : { auth: { user: credentials.username, pass: credentials.password } }),
      connectionTimeout: stepTimeoutMilliseconds,
      greetingTimeout: stepTimeoutMilliseconds,
      dnsTimeout: stepTimeoutMilliseconds,
      socketTimeout: stepTimeoutMilliseconds,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  return {
    async send({ id, to, subject, text, html }) {
      const transport = open();
      const late = new AbortController();
      try {
        const sending = transport.sendMail({
          from: { name: "Cogrion", address: from },
          to: { name: "", address: to },
          subject,
          text,
          html,
          messageId: `<${id}@${from.slice(from.lastIndexOf("@") + 1)}>`,
          // RFC 3834: nobody's holiday note answers it.
          headers: { "Auto-Submitted": "auto-generated" },
        });
        await Promise.race([sending, failAfter(deadlineSeconds, late.signal)]);
      } catch (error) {
        throw isRefusal(error)
          ? new MailRefusedError("The mail server rejects this mail permanently.", { cause: error })
          : error;
      } finally {
        late.abort();
        transport.close();
      }
    },
  };
};

const failAfter = async (seconds: number, signal: AbortSignal): Promise<never> => {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
  throw new Error(`The mail server did not accept the mail within ${seconds} s.`);
};

/**
 * A 5yz to the recipient or to the message itself. One to who we are (AUTH, MAIL FROM) is for our
 * operators to fix, and the mail waits for it.
 */
const isRefusal = (error: unknown): boolean => {
  const { permanent, command } = error as { permanent?: boolean; command?: string };
  return permanent === true && (command === "RCPT TO" || command === "DATA");
};
