import type { CaughtMail } from "./mailbox.ts";

/** The caught mails, newest first; only those of one recipient, if given. */
export const readMails = async (mailUrl: string, recipient?: string): Promise<CaughtMail[]> => {
  const url = new URL("/api/mails", mailUrl);
  if (recipient !== undefined) url.searchParams.set("to", recipient);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The mail catcher answered ${response.status}.`);
  return ((await response.json()) as { mails: CaughtMail[] }).mails;
};
