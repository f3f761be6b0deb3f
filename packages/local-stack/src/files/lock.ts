import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ProcessIdentity } from "../parts/identity.ts";
import { isRunning, ownIdentity } from "../parts/identity.ts";

const holderSchema = z.object({ pid: z.int(), bornAt: z.string() });

/** Who holds a lock whose file says nothing, as after a power failure. */
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
  await writeFile(own, JSON.stringify(ownIdentity()));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(own);
  }
};

/** Puts a dead process's lock aside. Of two that try, the second one may have moved the first one's new lock, and gives it back. */
const putAside = async (file: string, dead: ProcessIdentity): Promise<void> => {
  attempts += 1;
  const aside = `${file}.${process.pid}.${attempts}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await holderOf(aside);
  if (moved !== undefined && (moved.pid !== dead.pid || moved.bornAt !== dead.bornAt)) {
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
};

/** Runs `work` while no other process holds the lock file; a holder that died does not hold it. */
export const withLock = async <T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T> => {
  await mkdir(dirname(file), { recursive: true });
  let hasToldToWait = false;
  while (!(await tryTake(file))) {
    const holder = await holderOf(file);
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      await putAside(file, holder);
      continue;
    }
    if (!hasToldToWait) onWait?.();
    hasToldToWait = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
