import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * One full collection. Loading the code creates more garbage than the process will have at any
 * later time, and V8 keeps those pages while there is no memory pressure: an idle process would use
 * 160 MiB instead of 120. Call it once, after everything is loaded and before the process is ready;
 * it takes about 60 ms.
 */
export const collectStartUpGarbage = (): void => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof collect === "function") collect();
};
