import { setTimeout as sleep } from "node:timers/promises";
import type { Mailer } from "@cogrion/domain";
import { MailRefusedError } from "@cogrion/domain";
import { createTransport } from "nodemailer";

export type SmtpOptions = {
  host: string;
  port: number;
  /**
   * `tls` from the first byte (RFC 8314), `starttls` required, or `none` for a server on this
   * machine only.
   */
  security: "starttls" | "tls" | "none";
  credentials: { username: string; password: string } | undefined;
  /** Sender address of the mails. */
  from: string;
};

const stepTimeoutMilliseconds = 10_000;
/**
 * For one mail as a whole: a server that responds slowly at each step must not delay the outbox.
 */
const deadlineSeconds = 60;

/**
 * Sends mails to one SMTP server, each over a new connection: there are few mails, and an idle
 * connection would go stale.
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
          // RFC 3834: automatic replies do not answer it.
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
 * A 5yz code for the recipient or for the message itself. A rejection of our own sign-in or sender
 * (AUTH, MAIL FROM) is for our operators to fix, and the mail waits.
 */
const isRefusal = (error: unknown): boolean => {
  const { permanent, command } = error as { permanent?: boolean; command?: string };
  return permanent === true && (command === "RCPT TO" || command === "DATA");
};
