export { createMailer } from "./mailer.ts";
export type { SmtpOptions } from "./mailer.ts";
