import { readFile } from "node:fs/promises";
import { freemem } from "node:os";

/**
 * Memory that programs can still use; on Linux including what caches would release (`MemAvailable`,
 * proc(5)).
 */
export const availableMemoryBytes = async (): Promise<number> => {
  const meminfo = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
};
