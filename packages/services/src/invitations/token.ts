import { createHash, randomBytes } from "node:crypto";

/** The prefix lets secret scanners, and people, recognize one. */
const prefix = "cgi_";
const tokenPattern = /^cgi_[A-Za-z0-9_-]{43}$/;

export const newInvitationToken = (): string => `${prefix}${randomBytes(32).toString("base64url")}`;

export const isInvitationToken = (text: string): boolean => tokenPattern.test(text);

/** What is stored of it. A fast hash does: there is nothing to guess in 256 random bits. */
export const invitationTokenHashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
