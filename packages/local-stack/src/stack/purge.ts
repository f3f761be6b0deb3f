import { regionTableOf } from "../region/table.ts";
import { reachableDataFolder } from "../toolchain/postgres.ts";
import { dataFolderOf, stackFolder } from "./folders.ts";

/**
 * Passes every folder of the stack to `remove`; PostgreSQL's data can be elsewhere
 * (toolchain/postgres.ts).
 */
export const removeStackData = async (remove: (folder: string) => Promise<void>): Promise<void> => {
  for (const region of Object.keys(regionTableOf("local").regions)) {
    await remove(await reachableDataFolder(dataFolderOf(region, "postgres")));
  }
  await remove(stackFolder);
};
