import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { RunOptions } from "./run.ts";
import { runCheck } from "./run.ts";

let repository: string;
beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), "cogrion-run-"));
  await mkdir(join(repository, "node_modules", ".bin"), { recursive: true });
  const tool = join(repository, "node_modules", ".bin", "tool");
  await writeFile(tool, '#!/bin/sh\necho "to $1"\necho "beside $1" >&2\nexit "$2"\n');
  await chmod(tool, 0o755);
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => rm(repository, { recursive: true }));

const run = (name: string, code: number, options: Partial<RunOptions> = {}) =>
  runCheck(
    { kind: "command", name, command: "tool", args: [name, String(code)] },
    { repository, environment: { PATH: process.env["PATH"] }, vitestArgs: [], ...silent, ...options },
  );
const silent = { onLeftOut: () => undefined, onFailed: () => undefined };

test("of two that run at once, each line says whose it is, and each result is its own", async () => {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  const failed: string[] = [];
  const [one, other] = await Promise.all([
    run("one", 0, { label: "one   |" }),
    run("other", 3, { label: "other |", onFailed: (what) => void failed.push(what) }),
  ]);
  expect([one, other]).toMatchObject([{ failed: 0 }, { failed: 1 }]);
  expect(failed).toEqual(["other"]);
  expect(lines.toSorted()).toEqual([
    "one   | beside one",
    "one   | to one",
    "other | beside other",
    "other | to other",
  ]);
});

test("a process that the tool leaves behind does not hold up the run", async () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const tool = join(repository, "node_modules", ".bin", "leaving");
  const pidFile = join(repository, "pid");
  await writeFile(tool, `#!/bin/sh\nsleep 300 &\necho $! > '${pidFile}'\n`, { mode: 0o755 });
  const options = { repository, environment: { PATH: process.env["PATH"] }, vitestArgs: [], label: "x |", ...silent };
  try {
    expect(await runCheck({ kind: "command", name: "x", command: "leaving", args: [] }, options)).toMatchObject({
      passed: 1,
    });
  } finally {
    process.kill(Number(await readFile(pidFile, "utf8")), "SIGKILL");
  }
});
