import { createHash, randomBytes } from "node:crypto";

/** The prefix lets secret scanners, and people, recognize one. */
const prefix = "cgw_";
const secretPattern = /^cgw_[A-Za-z0-9_-]{43}$/;

export const newTokenSecret = (): string => `${prefix}${randomBytes(32).toString("base64url")}`;

export const isTokenSecret = (text: string): boolean => secretPattern.test(text);

/** What is stored of it. A fast hash does: there is nothing to guess in 256 random bits. */
export const tokenHashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
