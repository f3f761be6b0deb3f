import type { Values } from "@cogrion/config";
import type { SmtpOptions } from "@cogrion/mail";
import type { workerVariables } from "./variables.ts";

/** Message submission, RFC 6409; 465 if TLS comes first, RFC 8314. */
const defaultPorts = { starttls: 587, tls: 465, none: 25 } as const;

export const smtpOf = (values: Values<(typeof workerVariables)["variables"]>): SmtpOptions => {
  const { SMTP_USERNAME: username, SMTP_PASSWORD: password, SMTP_SECURITY: security } = values;
  return {
    host: values.SMTP_HOST,
    port: values.SMTP_PORT ?? defaultPorts[security],
    security,
    credentials: username && password ? { username, password } : undefined,
    from: values.MAIL_FROM,
  };
};
