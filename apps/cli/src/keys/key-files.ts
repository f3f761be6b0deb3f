import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { publicKey as publicKeySchema } from "@cogrion/contract";
import type { PublicKey } from "@cogrion/domain";

/** A key file that cannot be used. */
export class KeyFileError extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = "KeyFileError";
  }
}

const whatAKeyIs = "A service principal's key is an ECDSA key on P-256, in PEM.";

const reasonOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be read";

const read = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((cause: unknown) => {
    throw new KeyFileError(`${file} ${reasonOf(cause)}.`);
  });

/** The public key of either half of a pair; undefined for a key of another kind. */
export const publicKeyOf = (key: KeyObject): PublicKey | undefined => {
  const { kty, crv, x, y } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  return publicKeySchema.safeParse({ kty, crv, x, y }).data;
};

/** RFC 7638, which the API uses for key ids. */
export const keyIdOf = ({ crv, kty, x, y }: PublicKey): string =>
  createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");

/**
 * Creates a key pair, stores the private key readable only by its user, and returns the public one.
 * @throws KeyFileError if the file exists
 */
export const makeKeyFile = async (file: string): Promise<PublicKey> => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  try {
    await writeFile(file, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600, flag: "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new KeyFileError(`${file} exists, and keys are never overwritten. Choose another file.`);
  }
  const made = publicKeyOf(privateKey);
  if (made === undefined) throw new Error("the generated key is not on P-256");
  return made;
};

/** @throws KeyFileError */
export const readPrivateKeyFile = async (file: string): Promise<KeyObject> => {
  const text = await read(file);
  try {
    const key = createPrivateKey(text);
    if (publicKeyOf(key) !== undefined) return key;
  } catch {
    // Reported below, without the file's content.
  }
  throw new KeyFileError(`${file} contains no usable private key. ${whatAKeyIs}`);
};

/** PEM, or a JWK. Only the public half of a private key is used. @throws KeyFileError */
export const readPublicKeyFile = async (file: string): Promise<PublicKey> => {
  const text = await read(file);
  try {
    const isJwk = text.trimStart().startsWith("{");
    const key = isJwk
      ? createPublicKey({ key: JSON.parse(text) as Record<string, string>, format: "jwk" })
      : createPublicKey(text);
    const found = publicKeyOf(key);
    if (found !== undefined) return found;
  } catch {
    // Reported below, without the file's content.
  }
  throw new KeyFileError(`${file} contains no usable public key. ${whatAKeyIs}`);
};
