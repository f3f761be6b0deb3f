import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { access, constants, copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isRunning, readIdentity, signalGroup } from "./identity.js";
import { takeLock } from "./lock.js";

/**
 * Installs the npm packages, for ../../../../cogrion: plain JavaScript without a dependency, because any Node from 20 on runs it and nothing is
 * installed yet. It ends, with npm and all that npm started, when the launcher does.
 */
const [checkout = "", launcherId = "", command = ""] = process.argv.slice(2);
const folder = join(checkout, ".cogrion-install");
const files = { lock: join(folder, "lock"), npm: join(folder, "npm.json"), log: join(folder, "npm.log") };
const npmGuard = fileURLToPath(new URL("npm-guard.js", import.meta.url));
const pinned = join(checkout, "package-lock.json");
const stamp = join(checkout, "node_modules", ".cogrion-lock");

/** @type {(line: string) => void} */
const tell = (line) => void process.stderr.write(`${line}\n`);

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stopping.abort());
// Whoever loses its parent gets another one.
const watch = setInterval(() => process.ppid !== Number(launcherId) && stopping.abort(), 200);

const isInstalled = async () => {
  try {
    await access(join(checkout, "node_modules", ".bin", "node"), constants.X_OK);
    return (await readFile(pinned)).equals(await readFile(stamp));
  } catch {
    return false;
  }
};

/** @type {(onFound?: () => void) => Promise<void>} Two npm in one folder take each other's files away: what was left behind ends before the next begins. */
const endLeftOver = async (onFound) => {
  const left = await readIdentity(files.npm);
  if (left !== undefined && isRunning(left)) {
    onFound?.();
    signalGroup(left.pid, "SIGTERM");
    for (let tries = 0; tries < 40 && isRunning(left); tries += 1) await sleep(50);
    signalGroup(left.pid, "SIGKILL");
    while (isRunning(left)) await sleep(50);
  }
  await rm(files.npm, { force: true });
};

/** @type {() => Promise<number>} npm's exit code */
const runNpm = async () => {
  const log = openSync(files.log, "w", 0o600);
  const guard = spawn(process.execPath, [npmGuard, checkout, files.npm], {
    // Not of our process group: Ctrl-C and a kill of the group must not reach it.
    detached: true,
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  guard.stdin?.on("error", () => undefined);
  const end = () => void guard.stdin?.end();
  stopping.signal.addEventListener("abort", end, { once: true });
  if (stopping.signal.aborted) end();
  const [code] = await once(guard, "exit");
  await endLeftOver();
  return code ?? 1;
};

/** Goes on after this process, until the launcher ends. */
const startTemporalBuild = () => {
  const script = fileURLToPath(new URL("build-temporal.js", import.meta.url));
  const child = spawn(process.execPath, [script, checkout, launcherId], { detached: true, stdio: "ignore" });
  child.on("error", () => undefined);
  child.unref();
};

const install = async () => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await takeLock(files.lock, {
    signal: stopping.signal,
    onWait: () => tell("Waiting for another install in this checkout …"),
  });
  try {
    if (await isInstalled()) return 0;
    await endLeftOver(() => tell("Ending an npm that an earlier start left behind …"));
    tell("Installing dependencies (once, about a minute) …");
    if (command === "up" || command === "test") startTemporalBuild();
    const code = await runNpm();
    if (stopping.signal.aborted) return 1;
    if (code !== 0) {
      process.stderr.write(await readFile(files.log));
      tell("npm ci failed; see above. Run this again when it is mended: what it has downloaded stays in npm's cache.");
      return 1;
    }
    await copyFile(pinned, stamp);
    return 0;
  } finally {
    await release();
  }
};

try {
  process.exitCode = await install();
} catch (error) {
  if (!stopping.signal.aborted) tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  clearInterval(watch);
}
