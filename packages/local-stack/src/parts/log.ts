import { open, rename, stat } from "node:fs/promises";

export const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (each) => each.size,
    () => 0,
  );

/** The last lines of a log, 16 KiB at most; only what was written after the byte `from`. */
export const tailOf = async (file: string, { lines = 15, from = 0 } = {}): Promise<string> => {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(Math.max(0, size - from), 16_384);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString().trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    await handle.close();
  }
};

const largestBytes = 20 * 2 ** 20;

/**
 * Keeps one older file beside a log, `x.log.old`, so that a stack that is started every day does
 * not fill the disk.
 */
export const startNewLogWhenLarge = async (file: string): Promise<void> => {
  if ((await sizeOf(file)) > largestBytes) await rename(file, `${file}.old`);
};
