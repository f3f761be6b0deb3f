import { link, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, isRunning, readIdentity } from "./identity.js";

/** @typedef {import("./identity.js").ProcessIdentity} ProcessIdentity */

/** @type {(file: string, own: string) => Promise<boolean>} A link appears whole, with its content, or not at all. */
const tryTake = async (file, own) => {
  await writeFile(own, JSON.stringify(identityOf(process.pid)));
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

/** @type {(file: string, aside: string, dead: ProcessIdentity) => Promise<void>} Of two that try, the second may move the first one's new lock, and gives it back. */
const putAside = async (file, aside, dead) => {
  await rename(file, aside).catch(() => undefined);
  const moved = await readIdentity(aside);
  if (moved !== undefined && (moved.pid !== dead.pid || moved.bornAt !== dead.bornAt)) {
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
};

/**
 * Waits until no other process holds the lock file; one that died does not hold it.
 * @type {(file: string, options: { signal: AbortSignal, onWait: () => void }) => Promise<() => Promise<void>>}
 */
export const takeLock = async (file, { signal, onWait }) => {
  const own = `${file}.${process.pid}`;
  let hasToldToWait = false;
  while (!(await tryTake(file, own))) {
    signal.throwIfAborted();
    const holder = await readIdentity(file);
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      await putAside(file, own, holder);
      continue;
    }
    if (!hasToldToWait) onWait();
    hasToldToWait = true;
    await sleep(200, undefined, { signal });
  }
  return () => rm(file, { force: true });
};
