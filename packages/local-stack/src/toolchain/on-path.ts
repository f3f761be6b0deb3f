import { access, constants, realpath } from "node:fs/promises";
import { join } from "node:path";
import { commandFolders } from "../env.ts";
import { run } from "./run.ts";

/** The first executable of this name on the PATH, with its links resolved. */
export const findOnPath = async (command: string): Promise<string | undefined> => {
  for (const folder of commandFolders()) {
    const candidate = join(folder, command);
    const isExecutable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return realpath(candidate);
  }
  return undefined;
};

/**
 * What the pattern's first group matches in the command's output; undefined if it cannot be run.
 */
export const versionOf = async (
  command: string,
  args: readonly string[],
  pattern: RegExp,
): Promise<string | undefined> => {
  const output = await run(command, args).catch(() => "");
  return pattern.exec(output)?.[1];
};

/**
 * The executable on the PATH, if it has exactly the pinned version: a person's own installation
 * saves a download.
 */
export const findPinnedOnPath = async (
  command: string,
  args: readonly string[],
  pattern: RegExp,
  pinned: string,
): Promise<string | undefined> => {
  const path = await findOnPath(command);
  if (path === undefined) return undefined;
  return (await versionOf(path, args, pattern)) === pinned ? path : undefined;
};
