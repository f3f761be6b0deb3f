import { readFile } from "node:fs/promises";
import type { WorkspaceId } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import { writePrivateFile } from "../files/private-file.ts";
import { dataFolderOf } from "./folders.ts";

/** Which workspace of the region `up` made; it lies beside the region's data, and is forgotten with them. */
const fileOf = (region: string): string => dataFolderOf(region, "own-workspace");

/** Undefined where none was kept, or what was kept is no workspace's id. */
export const readOwnWorkspace = async (region: string): Promise<WorkspaceId | undefined> => {
  const id = (await readFile(fileOf(region), "utf8").catch(() => "")).trim();
  return isWorkspaceId(id) ? id : undefined;
};

export const keepOwnWorkspace = (region: string, id: WorkspaceId): Promise<void> =>
  writePrivateFile(fileOf(region), `${id}\n`);
