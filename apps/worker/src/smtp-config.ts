import type { Variables } from "@cogrion/config";
import { schemas } from "@cogrion/config";
import type { Environment } from "@cogrion/domain";
import type { SmtpOptions } from "@cogrion/mail";
import { z } from "zod";

const securities = ["starttls", "tls", "none"] as const;
const security = z.enum(securities, { error: `must be ${securities.join(", ")}` });
const host = z.string().regex(/^[a-z0-9.-]+$/, { error: "must be a host, without scheme or port" });
const address = z.email({ error: "must be an e-mail address" });
const secret = z.string().min(1);
/** Message submission, RFC 6409; 465 where TLS comes first, RFC 8314. */
const defaultPorts = { starttls: 587, tls: 465, none: 25 } as const;

/** How mails leave; undefined after a fault was noted. */
export const readSmtp = (variables: Variables, environment: Environment | undefined): SmtpOptions | undefined => {
  const { required, optional, withDefault } = variables;
  const chosen = withDefault("SMTP_SECURITY", security, "starttls");
  const read = {
    host: required("SMTP_HOST", host),
    port: withDefault("SMTP_PORT", schemas.port, defaultPorts[chosen]),
    from: required("MAIL_FROM", address),
  };
  const username = optional("SMTP_USERNAME", secret);
  const password = optional("SMTP_PASSWORD", secret);
  if ((username === undefined) !== (password === undefined))
    variables.fault("SMTP_USERNAME", "and SMTP_PASSWORD go together: set both or neither");
  // A link of a mail lets its reader in: it does not travel in clear.
  if (chosen === "none" && environment !== undefined && environment !== "local")
    variables.fault("SMTP_SECURITY", 'may be none only where ENVIRONMENT is "local"');
  if (read.host === undefined || read.from === undefined) return undefined;
  const credentials = username && password ? { username, password } : undefined;
  return { host: read.host, port: read.port, security: chosen, credentials, from: read.from };
};
