import { z } from "zod";

const schema = z.object({
  MAIL_SMTP_PORT: z.coerce.number().int(),
  MAIL_HTTP_PORT: z.coerce.number().int(),
  MAIL_FOLDER: z.string().min(1),
});

export type MailEnvironment = {
  ports: { smtp: number; http: number };
  /** One file for each caught mail. */
  folder: string;
};

export const readMailEnvironment = (): MailEnvironment => {
  const read = schema.parse(process.env);
  return { ports: { smtp: read.MAIL_SMTP_PORT, http: read.MAIL_HTTP_PORT }, folder: read.MAIL_FOLDER };
};

/** What the child process reads. */
export const mailEnvironmentOf = ({ ports, folder }: MailEnvironment): Record<string, string> => ({
  MAIL_SMTP_PORT: String(ports.smtp),
  MAIL_HTTP_PORT: String(ports.http),
  MAIL_FOLDER: folder,
});
