import { access, mkdir, readFile, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const root = "/sys/fs/cgroup";

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isUnified = (): Promise<boolean> => exists(join(root, "cgroup.controllers"));

/**
 * The folder of the node's group in every hierarchy: one with cgroup v2, one for each controller
 * with v1.
 */
const foldersOf = async (name: string): Promise<string[]> => {
  if (await isUnified()) return [join(root, name)];
  const hierarchies = await readdir(root, { withFileTypes: true });
  return hierarchies.filter((each) => each.isDirectory()).map((each) => join(root, each.name, name));
};

/** The parent group of the kubelet's pod groups, so that they can be found and ended together. */
export const createCgroup = async (name: string): Promise<void> => {
  for (const folder of await foldersOf(name)) {
    await mkdir(folder, { recursive: true });
    // A new cpuset is empty, so nothing can run in it.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      const inherited = await readFile(join(folder, "..", file), "utf8").catch(() => "");
      if (inherited.trim() !== "" && folder.includes("cpuset")) await writeFile(join(folder, file), inherited);
    }
  }
  if (!(await isUnified())) return;
  const controllers = (await readFile(join(root, "cgroup.controllers"), "utf8")).trim().split(/\s+/);
  const enabled = controllers.map((each) => `+${each}`).join(" ");
  for (const folder of [root, join(root, name)])
    await writeFile(join(folder, "cgroup.subtree_control"), enabled).catch(() => undefined);
};

const subfolders = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.filter((each) => each.isDirectory()).map((each) => subfolders(join(folder, each.name))),
  );
  return [...nested.flat(), folder];
};

/** Processes of the group and all below it. */
export const processesOf = async (name: string): Promise<number[]> => {
  const folders = (await Promise.all((await foldersOf(name)).map(subfolders))).flat();
  const files = await Promise.all(
    folders.map((folder) => readFile(join(folder, "cgroup.procs"), "utf8").catch(() => "")),
  );
  return [...new Set(files.flatMap((text) => text.split("\n").filter((line) => line !== "")))].map(Number);
};

/** Removes the group, deepest first; its processes have already ended. */
export const removeCgroup = async (name: string): Promise<void> => {
  for (const top of await foldersOf(name))
    for (const folder of await subfolders(top)) await rmdir(folder).catch(() => undefined);
};
