import { createPublicKey, sign, verify } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openClientKeys } from "./client-keys.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-client-keys-"));
  file = join(folder, "keys.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = new Date("2026-01-01T00:00:00Z");
const after = (days: number, minutes = 0) => new Date(start.getTime() + (days * 24 * 60 + minutes) * 60_000);

it("makes a key once, for its owner's eyes only, and signs by it after each start", async () => {
  const first = await openClientKeys(file, start);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const again = await openClientKeys(file, after(89));
  expect(again.publicKeys).toEqual(first.publicKeys);
  expect(JSON.stringify(first.publicKeys)).not.toContain('"d"');
  const { privateKey, publicKey } = again.signingKey(after(89));
  const signature = sign("sha256", Buffer.from("text"), privateKey);
  const key = createPublicKey({ key: publicKey, format: "jwk" });
  expect(verify("sha256", Buffer.from("text"), key, signature)).toBe(true);
});

it("follows an old key by a new one, and signs by the old one until the realm knows the new one", async () => {
  const [oldest] = (await openClientKeys(file, start)).publicKeys;
  const rotated = await openClientKeys(file, after(91));
  expect(rotated.publicKeys).toEqual([expect.not.objectContaining({ x: oldest?.x }), oldest]);
  expect(rotated.signingKey(after(91, 9)).publicKey).toEqual(oldest);
  expect(rotated.signingKey(after(91, 11)).publicKey).toEqual(rotated.publicKeys[0]);
  const third = await openClientKeys(file, after(182));
  expect(third.publicKeys).toEqual([expect.anything(), rotated.publicKeys[0]]);
});

it("keeps a file that it cannot use, and says so", async () => {
  for (const text of ["", "{", JSON.stringify({ keys: [] })]) {
    await writeFile(file, text);
    await expect(openClientKeys(file, start)).rejects.toThrow(file);
    expect(await readFile(file, "utf8")).toBe(text);
  }
});
