import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { cogrion } from "../invocation.ts";

const session = z.object({
  issuer: z.url(),
  access_token: z.string(),
  refresh_token: z.string().optional(),
  /** Milliseconds since the epoch. */
  expires_at: z.number(),
});
export type Session = z.infer<typeof session>;

const sessions = z.record(z.string(), session);
type Sessions = z.infer<typeof sessions>;

/** Sessions by the API's origin, in one file that only its user can read. */
export type TokenStore = {
  read(apiUrl: string): Promise<Session | undefined>;
  /**
   * Replaces a session; undefined removes it. One at a time over all processes: a refresh token is good for one use, and the second of two that refresh
   * at once finds what the first one got.
   */
  update(
    apiUrl: string,
    change: (before: Session | undefined) => Promise<Session | undefined>,
  ): Promise<Session | undefined>;
};

// Who waits does so for longer than the lock of a process that was killed counts: it is renewed while its holder lives.
const lockOptions = { stale: 10_000, retries: { retries: 120, minTimeout: 50, maxTimeout: 300 } };

export const createTokenStore = (file: string): TokenStore => {
  const readAll = async (): Promise<Sessions> => {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    // What cannot be read is as good as not signed in.
    return sessions.catch({}).parse(text.trim() === "" ? {} : parsedOrEmpty(text));
  };
  return {
    read: async (apiUrl) => (await readAll())[apiUrl],
    async update(apiUrl, change) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // The lock needs a file to stand beside.
      await writeFile(file, "", { flag: "a", mode: 0o600 });
      const release = await lock(file, lockOptions).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ELOCKED") throw error;
        throw new Error(
          `Another ${cogrion} has held the sessions for too long. If none runs, remove ${file}.lock and try again.`,
          { cause: error },
        );
      });
      try {
        const { [apiUrl]: before, ...others } = await readAll();
        const after = await change(before);
        const all: Sessions = after === undefined ? others : { ...others, [apiUrl]: after };
        await writeFileAtomic(file, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
        return after;
      } finally {
        await release();
      }
    },
  };
};

const parsedOrEmpty = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};
