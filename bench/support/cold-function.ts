import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Like a cold start of Lambda: a process starts, the module is loaded, its handler responds to one
 * event.
 */
const script = `const { handler } = await import(process.argv[1]);
const result = await handler(JSON.parse(process.argv[2]));
console.log(result.statusCode ?? result.status);`;

export type ColdFunction = {
  /**
   * Milliseconds from the start of a process to its first response. @throws Error for another
   * status than `status`
   */
  start: (status: string) => Promise<number>;
  remove: () => Promise<void>;
};

/** A module in a separate folder, with the packages that Lambda's runtime has. */
export const writeFunction = async (options: {
  module: Uint8Array | string;
  event: unknown;
  environment: Record<string, string>;
  packages: string;
}): Promise<ColdFunction> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-cold-"));
  await symlink(options.packages, join(folder, "node_modules"));
  const file = join(folder, "index.mjs");
  await writeFile(file, options.module);
  const args = ["--input-type=module", "-e", script, file, JSON.stringify(options.event)];
  return {
    start: async (status) => {
      const startedAt = performance.now();
      const child = spawn(process.execPath, args, {
        env: options.environment,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "exit");
      let said = "";
      let answeredAt = startedAt;
      for await (const chunk of child.stdout) {
        answeredAt = performance.now();
        said += String(chunk);
      }
      await ended;
      if (said.trim() !== status) throw new Error(`the function answered "${said.trim()}", not ${status}`);
      return answeredAt - startedAt;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
