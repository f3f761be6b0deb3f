import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { KeyFileError, keyIdOf, makeKeyFile, publicKeyOf, readPrivateKeyFile, readPublicKeyFile } from "./key-files.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-keys-"));
});
afterAll(() => rm(folder, { recursive: true }));

const given = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};

it("makes a key for its user's eyes alone, never over another one, and reads it back", async () => {
  const file = join(folder, "deploy.pem");
  const made = await makeKeyFile(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const before = await readFile(file, "utf8");
  await expect(makeKeyFile(file)).rejects.toThrow(KeyFileError);
  expect(await readFile(file, "utf8")).toBe(before);
  expect(publicKeyOf(await readPrivateKeyFile(file))).toEqual(made);
  expect(await readPublicKeyFile(file)).toEqual(made);
});

it("accepts keys as OpenSSL writes them and as JWK, and uses only the public half", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const expected = publicKeyOf(privateKey);
  const sec1 = await given("sec1.pem", privateKey.export({ format: "pem", type: "sec1" }) as string);
  expect(publicKeyOf(await readPrivateKeyFile(sec1))).toEqual(expected);
  const texts = [
    publicKey.export({ format: "pem", type: "spki" }) as string,
    JSON.stringify(publicKey.export({ format: "jwk" })),
    JSON.stringify(privateKey.export({ format: "jwk" })),
  ];
  for (const [number, text] of texts.entries()) {
    const read = await readPublicKeyFile(await given(`public-${number}`, text));
    expect(read).toEqual(expected);
    expect(Object.keys(read).toSorted()).toEqual(["crv", "kty", "x", "y"]);
  }
});

it("rejects what is not a P-256 key, and shows nothing of the file's content", async () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const other = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
  const texts = [
    rsa.export({ format: "pem", type: "pkcs8" }) as string,
    other.export({ format: "pem", type: "pkcs8" }) as string,
    "hunter2",
    '{"kty":"oct","k":"hunter2"}',
    "{hunter2",
  ];
  for (const [number, text] of texts.entries()) {
    const file = await given(`wrong-${number}`, text);
    for (const read of [readPrivateKeyFile, readPublicKeyFile]) {
      const refusal: unknown = await read(file).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(KeyFileError);
      expect(String(refusal)).toContain(file);
      expect(String(refusal)).not.toContain("hunter2");
    }
  }
  await expect(readPrivateKeyFile(join(folder, "absent"))).rejects.toThrow("does not exist");
});

it("names a key as RFC 7638 does", () => {
  // The key of RFC 7517 appendix A.2.
  const key = createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
      y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
      d: "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    },
  });
  const publicKey = publicKeyOf(key);
  expect(publicKey && keyIdOf(publicKey)).toBe("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
});
