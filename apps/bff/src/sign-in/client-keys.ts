import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { PublicKey } from "@cogrion/domain";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const privateJwk = z.strictObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});
const kept = z.strictObject({
  keys: z
    .array(z.strictObject({ created_at: z.iso.datetime(), jwk: privateJwk }))
    .min(1)
    .max(2),
});
type KeptKeys = z.infer<typeof kept>["keys"];

/** The key pairs by which the BFF proves itself to the realm (`private_key_jwt`); they never leave the cluster. */
export type ClientKeys = {
  /** To be registered: the newest first, and the one before it, which assertions may still be signed by. */
  publicKeys: readonly PublicKey[];
  /** What an assertion is signed by at that time: a new key once the realm has surely been told of it. */
  signingKey(now: Date): { privateKey: KeyObject; publicKey: PublicKey };
};

const lifetimeDays = 90;
/** From the registration, the realm is told within seconds; after an outage within a minute. */
const announcedMilliseconds = 10 * 60_000;

/**
 * Reads the keys from a file of mode 0600, and makes them where there are none. A newest key of more
 * than 90 days is followed by a new one. The file is replaced whole.
 * @throws Error for a file that cannot be read or written, or holds something else: it is not replaced
 */
export const openClientKeys = async (file: string, now: Date): Promise<ClientKeys> => {
  let keys = await read(file);
  const [newest] = keys;
  if (newest === undefined || ageOf(newest, now) > lifetimeDays * 24 * 3600_000) {
    keys = [newKey(now), ...(newest === undefined ? [] : [newest])];
    await writeFileAtomic(file, JSON.stringify({ keys } satisfies z.infer<typeof kept>), { mode: 0o600 });
  }
  return {
    publicKeys: keys.map(publicKeyOf),
    signingKey(at) {
      const [first, second] = keys;
      const key =
        second !== undefined && first !== undefined && ageOf(first, at) < announcedMilliseconds ? second : first;
      if (key === undefined) throw new Error("no key was made");
      return { privateKey: createPrivateKey({ key: key.jwk, format: "jwk" }), publicKey: publicKeyOf(key) };
    },
  };
};

const read = async (file: string): Promise<KeptKeys> => {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const parsed = kept.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data.keys;
  throw new Error(`The file ${file} holds no keys of this BFF. Move it away, and new ones are made at the next start.`);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const newKey = (now: Date): KeptKeys[number] => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { created_at: now.toISOString(), jwk: privateJwk.parse(privateKey.export({ format: "jwk" })) };
};

const ageOf = ({ created_at: createdAt }: KeptKeys[number], now: Date): number => now.getTime() - Date.parse(createdAt);

const publicKeyOf = ({ jwk: { kty, crv, x, y } }: KeptKeys[number]): PublicKey => ({ kty, crv, x, y });
