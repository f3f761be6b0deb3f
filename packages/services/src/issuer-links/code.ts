import { createHash, randomBytes } from "node:crypto";

/** With the prefix, secret scanners and people recognize a code. */
const prefix = "cgl_";
const codePattern = /^cgl_[A-Za-z0-9_-]{43}$/;

export const newIssuerLinkCode = (): string => `${prefix}${randomBytes(32).toString("base64url")}`;

export const isIssuerLinkCode = (text: string): boolean => codePattern.test(text);

/** The stored form. A fast hash is enough, because 256 random bits cannot be guessed. */
export const issuerLinkCodeHashOf = (code: string): string => createHash("sha256").update(code).digest("hex");
