import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { withLock } from "@cogrion/files/lock";
import { exists } from "../files/exists.ts";

/**
 * Creates a folder of the cache once: it is built beside its place and renamed into it, so that an
 * existing folder is always complete, whenever the process died. Of two at once, the second waits
 * and finds the first one's.
 */
export const publishOnce = async (
  folder: string,
  build: (temporary: string) => Promise<void>,
  onWait?: () => void,
): Promise<void> => {
  if (await exists(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  await withLock(
    `${folder}.lock`,
    async () => {
      if (await exists(folder)) return;
      const temporary = `${folder}.partial`;
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary, { recursive: true });
      await build(temporary);
      await rename(temporary, folder);
    },
    { onWait },
  );
};
