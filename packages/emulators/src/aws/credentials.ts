import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const callerSchema = z.object({
  accountId: z.string(),
  /** Undefined for the account's root. */
  roleName: z.string().optional(),
  sessionName: z.string().optional(),
  expiresAt: z.number(),
});
export type AwsCaller = z.infer<typeof callerSchema>;

export type IssuedCredentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: number;
};

/** Cogrion's own account in the emulator, and its key that the stack uses. */
export const cogrionAccountId = "111111111111";
export const cogrionAccessKeyId = "AKIACOGRION000000001";

/**
 * Session tokens contain their identity and a MAC, so that sessions outlive the emulator's process
 * without a table. Signatures of requests are not checked, because the emulator tests the adapters'
 * calls, not the SDK's signing.
 */
export const createCredentials = (dataFolder: string) => {
  const keyFile = join(dataFolder, "session-key");
  let key: Buffer;
  try {
    key = readFileSync(keyFile);
  } catch {
    key = randomBytes(32);
    writeFileSync(keyFile, key, { mode: 0o600 });
  }
  const macOf = (payload: string): Buffer => createHmac("sha256", key).update(payload).digest();
  return {
    issue(caller: Omit<AwsCaller, "expiresAt">, seconds: number): IssuedCredentials {
      const expiresAt = Date.now() + seconds * 1000;
      const payload = Buffer.from(JSON.stringify({ ...caller, expiresAt })).toString("base64url");
      return {
        accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString("base64url"),
        sessionToken: `${payload}.${macOf(payload).toString("base64url")}`,
        expiresAt,
      };
    },
    /** Undefined for a token that the emulator did not issue. */
    read(sessionToken: string): AwsCaller | "expired" | undefined {
      const [payload = "", mac = ""] = sessionToken.split(".");
      const given = Buffer.from(mac, "base64url");
      const wanted = macOf(payload);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const caller = callerSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
      return caller.expiresAt > Date.now() ? caller : "expired";
    },
  };
};

export const arnOfCaller = ({ accountId, roleName, sessionName }: AwsCaller): string =>
  roleName === undefined
    ? `arn:aws:iam::${accountId}:root`
    : `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName ?? ""}`;
