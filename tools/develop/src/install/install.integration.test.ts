import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityOf } from "@cogrion/files/identity";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const repository = join(import.meta.dirname, "..", "..", "..", "..");

/**
 * An npm that, if it finds the file `hang`, runs until `release` exists. Like the real npm, it can
 * ignore SIGTERM, has a child, and fails if another one runs in parallel.
 */
const npm = `#!/usr/bin/env node
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
if (fs.existsSync("stubborn")) process.on("SIGTERM", () => undefined);
const fail = (text) => { console.error(text); process.exit(1); };
const install = () => {
  if (fs.existsSync("broken")) fail("npm error: no such version");
  fs.rmSync("node_modules", { recursive: true, force: true });
  fs.mkdirSync("node_modules/.bin", { recursive: true });
  fs.writeFileSync("node_modules/.bin/node", '#!/bin/sh\\necho "started $3"\\n', { mode: 0o755 });
  process.exit(0);
};
const begin = () => {
  fs.rmSync("npm.sock", { force: true });
  const server = net.createServer((socket) => socket.end()).listen("npm.sock", () => {
    const child = spawn("sleep", ["300"], { stdio: "ignore" });
    fs.appendFileSync("npm-pids", [process.pid, child.pid].join(" ") + "\\n");
    const hangs = fs.existsSync("hang");
    setInterval(() => { if (!hangs || fs.existsSync("release")) { child.kill("SIGKILL"); install(); } }, 20);
  });
};
net.connect("npm.sock").once("connect", () => fail("npm error: ENOTEMPTY")).once("error", begin);
`;

let checkout: string;
let running: Launcher[];
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "cogrion-install-"));
  running = [];
  await cp(join(repository, "cogrion"), join(checkout, "cogrion"));
  for (const each of [join("tools", "develop", "src", "install"), join("packages", "files", "src")])
    await cp(join(repository, each), join(checkout, each), { recursive: true });
  // Like the repository's own: the installer's files are modules.
  await writeFile(join(checkout, "package.json"), '{"type":"module"}');
  await writeFile(join(checkout, "package-lock.json"), "{}");
  await mkdir(join(checkout, "bin"));
  await writeFile(join(checkout, "bin", "package.json"), '{"type":"commonjs"}');
  await writeFile(join(checkout, "bin", "npm"), npm);
  await chmod(join(checkout, "bin", "npm"), 0o755);
});
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill("SIGKILL");
    await ended;
  }
  for (const pid of (await npmProcesses()).flat()) expect(identityOf(pid)).toBeUndefined();
  await rm(checkout, { recursive: true, force: true, maxRetries: 5 });
});

type Launcher = {
  child: ChildProcess;
  output: { stdout: string; stderr: string };
  exited: Promise<number | null>;
  ended: Promise<void>;
};
const start = (): Launcher => {
  const path = [join(checkout, "bin"), join(process.execPath, ".."), "/usr/bin", "/bin"].join(":");
  const child = spawn(join(checkout, "cogrion"), ["up"], { env: { PATH: path }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  // Closed only once every process that inherited its output has ended.
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const started = { child, output, exited, ended };
  running.push(started);
  return started;
};
/** Each npm that started: itself and its child. */
const npmProcesses = async (): Promise<number[][]> => {
  const text = await readFile(join(checkout, "npm-pids"), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" ").map(Number));
};
const installerPid = async (): Promise<number> => {
  const lock = await readFile(join(checkout, ".cogrion-install", "lock"), "utf8");
  return (JSON.parse(lock) as { pid: number }).pid;
};
/** A launcher whose npm does not end. */
const startHanging = async () => {
  await writeFile(join(checkout, "hang"), "");
  const launcher = start();
  const npms = await vi.waitUntil(
    async () => {
      const found = await npmProcesses();
      return found.length > 0 && found;
    },
    { timeout: 20_000 },
  );
  const processes = [...npms.flat(), await installerPid()];
  for (const pid of processes) expect(identityOf(pid)).toBeDefined();
  return { launcher, processes };
};
const expectEnd = (processes: number[]) =>
  vi.waitUntil(() => processes.every((pid) => identityOf(pid) === undefined), { timeout: 20_000 });
const expectStart = async () => {
  await rm(join(checkout, "hang"), { force: true });
  const { output, exited } = start();
  expect([await exited, output.stdout]).toEqual([0, "started up\n"]);
  return output;
};

test("it installs once, and then starts the requested command with its arguments", async () => {
  await expectStart();
  await expectStart();
  expect(await npmProcesses()).toHaveLength(1);
});

test("a launcher that is killed leaves nothing behind, and the next start succeeds", async () => {
  await writeFile(join(checkout, "stubborn"), "");
  const { launcher, processes } = await startHanging();
  launcher.child.kill("SIGKILL");
  await expectStart();
  await expectEnd(processes);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s ends npm, says so and ends with %i; the next start succeeds", async (signal, code) => {
  const { launcher, processes } = await startHanging();
  launcher.child.kill(signal);
  expect(await launcher.exited).toBe(code);
  expect(launcher.output.stderr).toContain("Run the same command again");
  await expectEnd(processes);
  await expectStart();
});

test("of two at once one installs, and the other waits for it", async () => {
  const { launcher } = await startHanging();
  const second = start();
  await vi.waitUntil(() => second.output.stderr.includes("Waiting for another install"), { timeout: 20_000 });
  await writeFile(join(checkout, "release"), "");
  expect([await launcher.exited, await second.exited]).toEqual([0, 0]);
  expect(await npmProcesses()).toHaveLength(1);
});

test.each(["", "{}", "null"])("records that say %j, as after a power failure, hold nobody up", async (text) => {
  await mkdir(join(checkout, ".cogrion-install"));
  await writeFile(join(checkout, ".cogrion-install", "lock"), text);
  await expectStart();
});

test("npm's own error is shown, and the next start begins again", async () => {
  await writeFile(join(checkout, "broken"), "");
  const { output, exited } = start();
  expect([await exited, output.stdout]).toEqual([1, ""]);
  expect(output.stderr).toContain("npm error: no such version");
  await rm(join(checkout, "broken"));
  await expectStart();
});
