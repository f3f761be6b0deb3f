/** The part of npm's package-lock.json, version 3, that is read. */
export type LockedPackage = {
  name?: string;
  version?: string;
  resolved?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};
export type Lock = {
  name: string;
  version: string;
  lockfileVersion: number;
  requires: boolean;
  packages: Record<string, LockedPackage>;
};

/** Where Node.js finds the package from this folder: in the nearest `node_modules` upwards. */
const resolve = (packages: Lock["packages"], from: string, name: string): string | undefined => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === "") return undefined;
  }
};

const requiredBy = (locked: LockedPackage): string[] => {
  const peers = Object.keys(locked.peerDependencies ?? {}).filter(
    (name) => locked.peerDependenciesMeta?.[name]?.optional !== true,
  );
  return [...Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }), ...peers];
};

/** Paths in the lock of everything that the workspace needs to run, including workspaces. */
export const closureOf = ({ packages }: Lock, workspace: string): Set<string> => {
  const found = new Set<string>();
  const visit = (path: string): void => {
    const locked = packages[path];
    if (locked === undefined || found.has(path)) return;
    found.add(path);
    if (locked.link === true && locked.resolved !== undefined) return visit(locked.resolved);
    for (const name of requiredBy(locked)) {
      const dependency = resolve(packages, path, name);
      // An optional package may be missing from the lock, because its platform was never requested.
      if (dependency !== undefined) visit(dependency);
      else if (locked.dependencies?.[name] !== undefined && locked.optionalDependencies?.[name] === undefined)
        throw new Error(`${path} requires ${name}, which the lock does not have`);
    }
  };
  visit(workspace);
  return found;
};

const withoutDevelopment = (locked: LockedPackage): LockedPackage => {
  const { devDependencies: _development, ...others } = locked;
  return others;
};

export const isWorkspace = (path: string): boolean => !path.includes("node_modules/");

/**
 * The lock of the workspace alone: `npm ci` accepts it, and it contains no development dependency.
 */
export const prunedLock = (lock: Lock, workspace: string): Lock => {
  const paths = [...closureOf(lock, workspace)];
  const workspaces = paths.filter(isWorkspace).toSorted();
  const links = Object.entries(lock.packages).filter(
    ([, { link, resolved }]) => link === true && resolved !== undefined && workspaces.includes(resolved),
  );
  const kept = [...new Set([...paths, ...links.map(([path]) => path)])].toSorted();
  const root = { name: lock.name, version: lock.version, workspaces };
  return {
    ...lock,
    packages: {
      "": root,
      ...Object.fromEntries(kept.map((path) => [path, withoutDevelopment(lock.packages[path] ?? {})])),
    },
  };
};
