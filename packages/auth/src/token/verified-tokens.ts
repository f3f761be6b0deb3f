import { hash } from "node:crypto";
import type { VerifiedToken } from "@cogrion/domain";
import { LRUCache } from "lru-cache";
import type { KeySet } from "../keys/key-sets.ts";

type Entry = { token: VerifiedToken; keySet: KeySet };

export type VerifiedTokens = {
  get(token: string): Entry | undefined;
  set(token: string, entry: Entry): void;
};

/**
 * Tokens found right before, by SHA-256 of their text, until they expire; the least used go first when it is full. An entry names the key set that
 * it was checked with, so that the caller can tell when the issuer has published another one since.
 */
export const createVerifiedTokens = (limit: number, now: () => Date): VerifiedTokens => {
  const entries = new LRUCache<string, Entry>({ max: limit });
  return {
    get(token) {
      const digest = digestOf(token);
      const entry = entries.get(digest);
      if (entry === undefined || now() < entry.token.expiresAt) return entry;
      entries.delete(digest);
      return undefined;
    },
    set(token, entry) {
      if (now() < entry.token.expiresAt) entries.set(digestOf(token), entry);
    },
  };
};

const digestOf = (token: string): string => hash("sha256", token, "base64");
