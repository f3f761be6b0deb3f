import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ProcessIdentity } from "./identity.ts";
import { isRunning, ownIdentity } from "./identity.ts";

const holderSchema = z.object({ pid: z.int(), bornAt: z.string() });

/** The holder of a lock whose file is damaged, as after a power failure. */
const nobody: ProcessIdentity = { pid: 0, bornAt: "never" };

const holderOf = async (file: string): Promise<ProcessIdentity | undefined> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return nobody;
  }
};

let attempts = 0;

/** A link appears whole, with its content, or not at all. */
const tryTake = async (file: string): Promise<boolean> => {
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
 */
const removeDead = async (file: string, dead: ProcessIdentity): Promise<void> => {
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
  /** The process id of the holder. */
  readonly pid: number;
  constructor(file: string, pid: number) {
    super(`Process ${pid} holds ${file}`);
    this.name = "LockHeldError";
    this.pid = pid;
  }
}

export type LockOptions = {
  /** Called once, before the first wait. */
  onWait?: (() => void) | undefined;
  /** How long to wait for a living holder; without end when absent. */
  waitSeconds?: number;
};

/**
 * Runs `work` while no other process holds the lock file. The lock of a process that ended counts
 * no more. The file's folder is created for its user only. @throws LockHeldError
 */
export const withLock = async <T>(
  file: string,
  work: () => Promise<T>,
  { onWait, waitSeconds = Infinity }: LockOptions = {},
): Promise<T> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + waitSeconds * 1000;
  let hasWaited = false;
  while (!(await tryTake(file))) {
    const holder = await holderOf(file);
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      await removeDead(file, holder);
      continue;
    }
    if (Date.now() >= deadline) throw new LockHeldError(file, holder.pid);
    if (!hasWaited) onWait?.();
    hasWaited = true;
    await sleep(Math.min(100, Math.max(1, deadline - Date.now())));
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
