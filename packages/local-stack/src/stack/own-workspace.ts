import { readFile } from "node:fs/promises";
import type { WorkspaceId } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import { writePrivateFile } from "../files/private-file.ts";
import { dataFolderOf } from "./folders.ts";

/**
 * The workspace that `up` created in the region. The record is beside the region's data, and is
 * deleted with it.
 */
const fileOf = (region: string): string => dataFolderOf(region, "own-workspace");

/** Undefined if none was recorded, or if the record is not a workspace's id. */
export const readOwnWorkspace = async (region: string): Promise<WorkspaceId | undefined> => {
  const id = (await readFile(fileOf(region), "utf8").catch(() => "")).trim();
  return isWorkspaceId(id) ? id : undefined;
};

export const keepOwnWorkspace = (region: string, id: WorkspaceId): Promise<void> =>
  writePrivateFile(fileOf(region), `${id}\n`);
