import { createHash, randomBytes } from "node:crypto";

/** With the prefix, secret scanners and people recognize a token. */
const prefix = "cgw_";
const secretPattern = /^cgw_[A-Za-z0-9_-]{43}$/;

export const newTokenSecret = (): string => `${prefix}${randomBytes(32).toString("base64url")}`;

export const isTokenSecret = (text: string): boolean => secretPattern.test(text);

/** The stored form. A fast hash is enough, because 256 random bits cannot be guessed. */
export const tokenHashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
