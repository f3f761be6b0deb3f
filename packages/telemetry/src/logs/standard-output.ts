import type { DestinationStream } from "pino";
import { pino } from "pino";

/**
 * Standard output with one write for all lines of a turn of the event loop, and at the process's
 * exit, because a system call per line costs more than creating the line. A process that is killed
 * loses the lines of the current turn.
 */
export const createStandardOutput = (): DestinationStream & { flushSync: () => void } => {
  const output = pino.destination({ dest: 1, sync: true });
  let lines = "";
  const flushSync = (): void => {
    const text = lines;
    lines = "";
    if (text !== "") output.write(text);
  };
  process.once("exit", flushSync);
  return {
    flushSync,
    write(line) {
      if (lines === "") setImmediate(flushSync);
      lines += line;
    },
  };
};
