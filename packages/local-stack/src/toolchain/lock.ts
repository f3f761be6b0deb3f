import { mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../parts/alive.ts";

/** Runs `work` while no other process holds the lock file; a holder that died does not hold it. */
export const withLock = async <T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T> => {
  await mkdir(dirname(file), { recursive: true });
  let hasToldToWait = false;
  for (;;) {
    const handle = await open(file, "wx").catch(() => undefined);
    if (handle !== undefined) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (Number.isInteger(holder) && holder > 0 && !isAlive(holder)) {
      await rm(file, { force: true });
      continue;
    }
    if (!hasToldToWait) onWait?.();
    hasToldToWait = true;
    await sleep(300);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
