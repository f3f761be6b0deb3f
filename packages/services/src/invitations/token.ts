import { createHash, randomBytes } from "node:crypto";

/** With the prefix, secret scanners and people recognize a token. */
const prefix = "cgi_";
const tokenPattern = /^cgi_[A-Za-z0-9_-]{43}$/;

export const newInvitationToken = (): string => `${prefix}${randomBytes(32).toString("base64url")}`;

export const isInvitationToken = (text: string): boolean => tokenPattern.test(text);

/** The stored form. A fast hash is enough, because 256 random bits cannot be guessed. */
export const invitationTokenHashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
