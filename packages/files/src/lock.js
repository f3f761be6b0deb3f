// @ts-check
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, ownIdentity } from "./identity.js";

// Plain JavaScript without a dependency: the launcher takes this lock before anything is installed.

/** @typedef {import("./identity.js").ProcessIdentity} ProcessIdentity */

/** The holder of a lock whose file is damaged, as after a power failure. @type {ProcessIdentity} */
const nobody = { pid: 0, bornAt: "never" };

/** @type {(file: string) => Promise<ProcessIdentity | undefined>} */
const holderOf = async (file) => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { pid, bornAt } = JSON.parse(text);
    return Number.isInteger(pid) && typeof bornAt === "string" ? { pid, bornAt } : nobody;
  } catch {
    return nobody;
  }
};

let attempts = 0;

/** A link appears whole, with its content, or not at all. @type {(file: string) => Promise<boolean>} */
const tryTake = async (file) => {
  attempts += 1;
  const own = `${file}.${process.pid}.${attempts}`;
  await writeFile(own, JSON.stringify(ownIdentity()), { mode: 0o600 });
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
};

/**
 * Removes a dead process's lock. Where two processes try, the second may have moved the first
 * one's new lock, and puts it back.
 * @type {(file: string, dead: ProcessIdentity) => Promise<void>}
 */
const removeDead = async (file, dead) => {
  attempts += 1;
  const aside = `${file}.${process.pid}.${attempts}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await holderOf(aside);
  if (moved !== undefined && (moved.pid !== dead.pid || moved.bornAt !== dead.bornAt)) {
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
};

/** Another process held the lock until the deadline. */
export class LockHeldError extends Error {
  /** @param {string} file @param {number} pid The process id of the holder. */
  constructor(file, pid) {
    super(`Process ${pid} holds ${file}`);
    this.name = "LockHeldError";
    this.pid = pid;
  }
}

/**
 * @typedef {object} LockOptions
 * @property {(() => void) | undefined} [onWait] Called once, before the first wait.
 * @property {number} [waitSeconds] How long to wait for a living holder; without end when absent.
 * @property {AbortSignal} [signal] Ends the wait with its reason.
 */

/**
 * Runs `work` while no other process holds the lock file. The lock of a process that ended counts
 * no more. The file's folder is created for its user only. @throws LockHeldError
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {LockOptions} [options]
 * @returns {Promise<T>}
 */
export const withLock = async (file, work, { onWait, waitSeconds = Infinity, signal } = {}) => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + waitSeconds * 1000;
  let hasWaited = false;
  while (!(await tryTake(file))) {
    signal?.throwIfAborted();
    const holder = await holderOf(file);
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      await removeDead(file, holder);
      continue;
    }
    if (Date.now() >= deadline) throw new LockHeldError(file, holder.pid);
    if (!hasWaited) onWait?.();
    hasWaited = true;
    await sleep(Math.min(100, Math.max(1, deadline - Date.now())), undefined, signal === undefined ? {} : { signal });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
