import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { publishOnce } from "./publish.ts";

let cache: string;
let folder: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "cogrion-publish-"));
  folder = join(cache, "temporal", "1.5.1");
});
afterEach(() => rm(cache, { recursive: true }));

/** Another process that builds the same, and never ends. */
const startBuilding = async () => {
  const script = `
    import { writeFile } from "node:fs/promises";
    import { publishOnce } from ${JSON.stringify(join(import.meta.dirname, "publish.ts"))};
    await publishOnce(${JSON.stringify(folder)}, async (temporary) => {
      await writeFile(temporary + "/half", "");
      process.stdout.write("building");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
};
const build = (temporary: string) => writeFile(join(temporary, "temporal"), "whole");
const expectWhole = async () => {
  expect(await readdir(folder)).toEqual(["temporal"]);
  expect(await readFile(join(folder, "temporal"), "utf8")).toBe("whole");
  // Neither a lock nor a partial build is left beside it.
  expect(await readdir(join(cache, "temporal"))).toEqual(["1.5.1"]);
};

test("of many at once one builds, and all have it", async () => {
  const building = vi.fn<typeof build>(build);
  await Promise.all(Array.from({ length: 5 }, () => publishOnce(folder, building)));
  expect(building).toHaveBeenCalledTimes(1);
  await expectWhole();
  await publishOnce(folder, building);
  expect(building).toHaveBeenCalledTimes(1);
});

test("nobody sees a partial build: a failed build publishes nothing, and the next one starts with an empty folder", async () => {
  const failing = publishOnce(folder, async (temporary) => {
    await writeFile(join(temporary, "half"), "");
    throw new Error("the compiler ended");
  });
  await expect(failing).rejects.toThrow("the compiler ended");
  await expect(readdir(folder)).rejects.toThrow("ENOENT");
  await publishOnce(folder, build);
  await expectWhole();
});

test("a second process waits for the first and says so; the lock of a killed one delays nobody", async () => {
  const other = await startBuilding();
  const onWait = vi.fn<() => void>();
  const publishing = publishOnce(folder, build, onWait);
  await vi.waitUntil(() => onWait.mock.calls.length > 0, { timeout: 20_000 });
  await expect(readdir(folder)).rejects.toThrow("ENOENT");
  other.kill("SIGKILL");
  await publishing;
  await expectWhole();
});
