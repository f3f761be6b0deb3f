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
 * Tokens that were recently verified, by SHA-256 of their text, until they expire; a full cache
 * drops the least used. An entry contains the key set with which it was verified, so that the
 * caller can see whether the issuer has published another one since.
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
