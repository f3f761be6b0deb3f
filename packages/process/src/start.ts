import { ConfigError } from "@cogrion/config";

/**
 * Runs the start of a process. A failed start ends the process: for invalid settings it prints only
 * their list, for anything else the cause.
 */
export const startProcess = async (start: () => Promise<void>): Promise<void> => {
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exit(1);
  }
};
