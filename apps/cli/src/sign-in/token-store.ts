import { readFile } from "node:fs/promises";
import { LockHeldError, withLock } from "@cogrion/files/lock";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

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
   * Replaces a session; undefined removes it. Only one process at a time: a refresh token is valid
   * for one use, and the second of two that refresh at once finds the first one's result.
   */
  update(
    apiUrl: string,
    change: (before: Session | undefined) => Promise<Session | undefined>,
  ): Promise<Session | undefined>;
};

const waitSeconds = 30;

export const createTokenStore = (file: string): TokenStore => {
  const readAll = async (): Promise<Sessions> => {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    // A file that cannot be parsed counts as not signed in.
    return sessions.catch({}).parse(text.trim() === "" ? {} : parsedOrEmpty(text));
  };
  return {
    read: async (apiUrl) => (await readAll())[apiUrl],
    async update(apiUrl, change) {
      const replace = async (): Promise<Session | undefined> => {
        const { [apiUrl]: before, ...others } = await readAll();
        const after = await change(before);
        const all: Sessions = after === undefined ? others : { ...others, [apiUrl]: after };
        await writeFileAtomic(file, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
        return after;
      };
      try {
        return await withLock(`${file}.lock`, replace, { waitSeconds });
      } catch (error) {
        if (!(error instanceof LockHeldError)) throw error;
        throw new Error(
          `Process ${error.pid} has been using the sessions for ${waitSeconds} s. Wait until it ends, or end it, then try again.`,
          { cause: error },
        );
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
