import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { stateFolder } from "../env.ts";

/** All files of a stack; git-ignored in a checkout. */
export const stackFolder = stateFolder();
export const folders = {
  data: join(stackFolder, "data"),
  logs: join(stackFolder, "logs"),
  run: join(stackFolder, "run"),
  /** Mode 0700, its files 0600. */
  secrets: join(stackFolder, "secrets"),
};
export const logFileOf = (part: string): string => join(folders.logs, `${part}.log`);

/** A part's own folder, which only its user can enter. */
export const dataFolderOf = (region: string, part: string): string => join(folders.data, region, part);

/** Creates a folder that only its owner can enter, or restricts an existing one. */
export const makePrivateFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
};

/**
 * Creates the folders. PostgreSQL's unprivileged user can pass through the folders above its data,
 * but not read them.
 */
export const ensureFolders = async (regions: readonly string[]): Promise<void> => {
  for (const folder of [stackFolder, folders.data, ...regions.map((region) => join(folders.data, region))]) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o711);
  }
  for (const folder of [folders.logs, folders.run, folders.secrets]) await makePrivateFolder(folder);
};
