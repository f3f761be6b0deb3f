import { ConfigError } from "@cogrion/config";

/**
 * Runs a process's start. A failed one ends the process: wrong settings with their list alone, all
 * else with its cause.
 */
export const startProcess = async (start: () => Promise<void>): Promise<void> => {
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exit(1);
  }
};
