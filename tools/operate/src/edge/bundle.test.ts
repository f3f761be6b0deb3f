import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBundle } from "./bundle.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-bundle-"));
  await writeFile(join(folder, "index.html"), "<!doctype html>");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (path: string, content: string | Uint8Array = "x"): Promise<void> => {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), content);
};
const pathsOf = async (options: { sourceMaps?: boolean; dotFiles?: boolean } = {}): Promise<string[]> =>
  (await readBundle({ bundle: folder, ...options })).files.map(({ path }) => path);

test("every file is read, in one order, without Cloudflare Pages' own files", async () => {
  for (const path of ["z.txt", "assets/b.js", "assets/a.js", "_headers", "_worker.js/index.js", "docs/_headers"]) {
    await put(path);
  }
  expect(await pathsOf()).toEqual(["assets/a.js", "assets/b.js", "docs/_headers", "index.html", "z.txt"]);
});

test("a folder that is not a build is rejected before its files are read", async () => {
  await rm(join(folder, "index.html"));
  await put(".git/config");
  await expect(pathsOf()).rejects.toThrow("has no index.html");
  await mkdir(join(folder, "index.html"));
  await expect(pathsOf()).rejects.toThrow("has no index.html");
  await expect(readBundle({ bundle: join(folder, ".git", "config") })).rejects.toThrow("is not a folder");
});

test.each<[string, string, () => Promise<void>]>([
  ["a dot file", ".env is a dot file", () => put(".env")],
  ["a file in a dot folder", ".git/config is a dot file", () => put(".git/config")],
  ["a source map", "a.js.map is a source map", () => put("a.js.map")],
  ["a name that writes on the terminal", "has control characters", () => put("a\u001b[2J.js")],
  ["what Pages would refuse", "larger than 25 MiB", () => put("big.bin", new Uint8Array(26_214_401))],
  ["a link out of the folder", "leads out of the folder", () => symlink("/etc/hosts", join(folder, "hosts"))],
  ["a link to the folder itself", "leads out of the folder", () => symlink(".", join(folder, "again"))],
  ["a link to nothing", "target does not exist", () => symlink("nothing", join(folder, "gone.js"))],
  [
    "a link to a folder",
    "is a symlink to something other than a regular file",
    async () => {
      await put("assets/a.js");
      await symlink("assets", join(folder, "more"));
    },
  ],
])("%s is refused", async (_, reason, make) => {
  await make();
  const refused = await pathsOf().catch((error: Error) => error.message);
  expect(refused).toContain("contains files that must not be published");
  expect(refused).toContain(reason);
  expect(refused).not.toContain("\u001b");
});

test("a link with a harmless name is rejected because of its target", async () => {
  await put("real/.env");
  await symlink(join("real", ".env"), join(folder, "settings.txt"));
  await put("main.js.map");
  await symlink("main.js.map", join(folder, "main.txt"));
  const refused = await pathsOf().catch((error: Error) => error.message);
  expect(refused).toContain("settings.txt is a symlink to something that is a dot file");
  expect(refused).toContain("main.txt is a symlink to something that is a source map");
  expect(await pathsOf({ sourceMaps: true, dotFiles: true })).toHaveLength(5);
});

test("a file that changes after it was hashed is not handed out", async () => {
  await put("main.js", "one");
  const bundle = await readBundle({ bundle: folder });
  const file = bundle.files.find(({ path }) => path === "main.js");
  if (file === undefined) throw new Error("main.js is not in the bundle");
  expect(Buffer.from(await bundle.read(file)).toString()).toBe("one");
  await put("main.js", "two");
  await expect(bundle.read(file)).rejects.toThrow("main.js changed while the command ran");
});
