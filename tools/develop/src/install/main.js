// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { access, constants, copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
// By its path, because npm has linked no package yet.
// oxlint-disable-next-line eslint/no-restricted-imports
import { withLock } from "../../../../packages/files/src/lock.js";

/**
 * Installs the npm packages for the launcher (`cogrion`). Plain JavaScript without a dependency,
 * because any Node from 20 on runs it before anything is installed. `npm ci` can be repeated after
 * any interruption; the stamp that records success is written last.
 */
const [checkout = "", launcherId = ""] = process.argv.slice(2);
const folder = join(checkout, ".cogrion-install");
const log = join(folder, "npm.log");
const pinned = join(checkout, "package-lock.json");
const stamp = join(checkout, "node_modules", ".cogrion-lock");
const stopSeconds = 2;

/** @type {(line: string) => void} */
const tell = (line) => void process.stderr.write(`${line}\n`);

const stopping = new AbortController();
const { signal } = stopping;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stopping.abort());
// A process whose parent was killed gets another parent.
const watch = setInterval(() => process.ppid !== Number(launcherId) && stopping.abort(), 200);

const isInstalled = async () => {
  try {
    await access(join(checkout, "node_modules", ".bin", "node"), constants.X_OK);
    return (await readFile(pinned)).equals(await readFile(stamp));
  } catch {
    return false;
  }
};

/** npm's exit code. It runs in a process group of its own, which ends with it. @type {() => Promise<number>} */
const runNpm = async () => {
  const output = openSync(log, "w", 0o600);
  const npm = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: checkout,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  /** @type {(name: NodeJS.Signals) => void} */
  const kill = (name) => {
    try {
      if (npm.pid !== undefined) process.kill(-npm.pid, name);
    } catch {
      // The group has ended.
    }
  };
  const exited = once(npm, "exit").then(([code]) => Number(code ?? 1));
  const stop = async () => {
    kill("SIGTERM");
    await Promise.race([exited, sleep(stopSeconds * 1000)]);
    kill("SIGKILL");
  };
  const onAbort = () => void stop();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const code = await exited;
  kill("SIGKILL");
  return code;
};

const install = async () => {
  if (await isInstalled()) return 0;
  tell("Installing dependencies (once, about a minute) …");
  const code = await runNpm();
  if (signal.aborted) return 1;
  if (code !== 0) {
    process.stderr.write(await readFile(log));
    tell("npm ci failed; its output is above. Fix the cause, then run the same command again.");
    return 1;
  }
  await copyFile(pinned, stamp);
  return 0;
};

try {
  const onWait = () => tell("Waiting for another install in this checkout …");
  process.exitCode = await withLock(join(folder, "lock"), install, { signal, onWait });
} catch (error) {
  if (!signal.aborted) tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  clearInterval(watch);
}
