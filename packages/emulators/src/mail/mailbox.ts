import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";

export type CaughtMail = {
  id: string;
  /** The SMTP recipients, which may be more than those in the header. */
  recipients: string[];
  from: string | null;
  subject: string | null;
  text: string | null;
  html: string | null;
  headers: { name: string; value: string }[];
  received_at: string;
};

export type Mailbox = {
  keep(recipients: readonly string[], message: Buffer): Promise<void>;
  /** Newest first; only those of one recipient, if given. */
  list(recipient?: string): Promise<CaughtMail[]>;
  get(id: string): Promise<CaughtMail | undefined>;
  empty(): Promise<void>;
};

type Stored = { recipients: string[]; receivedAt: string; message: string };

const maxMails = 500;
const idPattern = /^[0-9]{15}-[0-9a-f-]{36}$/;

/**
 * Mails in a folder, read completely, with the oldest ones deleted; made for a laptop, not for a
 * mail server.
 */
export const openMailbox = async (folder: string): Promise<Mailbox> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  const ids = async (): Promise<string[]> =>
    (await readdir(folder))
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .toSorted()
      .toReversed();

  const read = async (id: string): Promise<CaughtMail | undefined> => {
    const text = await readFile(fileOf(id), "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    const stored = JSON.parse(text) as Stored;
    const email = await PostalMime.parse(Buffer.from(stored.message, "base64"));
    return {
      id,
      recipients: stored.recipients,
      from: email.from?.address ?? null,
      subject: email.subject ?? null,
      text: email.text ?? null,
      html: email.html ?? null,
      headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
      received_at: stored.receivedAt,
    };
  };

  return {
    async keep(recipients, message) {
      const now = new Date();
      const id = `${String(now.getTime()).padStart(15, "0")}-${randomUUID()}`;
      const stored: Stored = {
        recipients: recipients.map((each) => each.toLowerCase()),
        receivedAt: now.toISOString(),
        message: message.toString("base64"),
      };
      await writeFile(`${fileOf(id)}.partial`, JSON.stringify(stored), { mode: 0o600 });
      await rename(`${fileOf(id)}.partial`, fileOf(id));
      for (const old of (await ids()).slice(maxMails)) await rm(fileOf(old), { force: true });
    },
    async list(recipient) {
      const wanted = recipient?.toLowerCase();
      const mails = await Promise.all((await ids()).map(read));
      return mails.filter(
        (mail): mail is CaughtMail => mail !== undefined && (wanted === undefined || mail.recipients.includes(wanted)),
      );
    },
    get: async (id) => (idPattern.test(id) ? read(id) : undefined),
    async empty() {
      for (const id of await ids()) await rm(fileOf(id), { force: true });
    },
  };
};
