import { chmod, lstat, readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

/** Files of a dependency that Node.js never loads. Licences stay. */
const unused =
  /\.(d\.[cm]?ts|[cm]?js\.map|css\.map|d\.[cm]?ts\.map|md|markdown|flow|tsbuildinfo)$|^(tsconfig.*\.json|\.eslintrc.*|\.npmignore|\.package-lock\.json)$/i;
const licence = /^(licen[cs]e|notice|copying)/i;
const unusedFolders = new Set([
  "test",
  "tests",
  "__tests__",
  "example",
  "examples",
  "docs",
  "benchmark",
  "benchmarks",
  ".github",
]);

/** Build tools and other platforms' parts, by path below `node_modules`. */
const unusedPaths = (platform: string): RegExp[] => [
  // Temporal's native core, one folder for each platform, and its Rust sources.
  new RegExp(`^@temporalio/core-bridge/releases/(?!${platform}$)[^/]+$`),
  /^@temporalio\/core-bridge\/(sdk-core|bridge-macros|src|ts|scripts|Cargo\..*)$/,
  /^@temporalio\/[^/]+\/src$/,
  // The workflows' bundle is created while the image is built; at run time only the compilers'
  // loaders are referenced.
  /^@swc\/core-[^/]+$/,
  /^(esbuild|@esbuild)$/,
  // A second build of the same code, for bundlers.
  /^rxjs\/(src|dist\/(esm|esm5|bundles|types))$/,
  /^@aws-sdk\/[^/]+\/dist-(es|types)$/,
  /^@aws-sdk\/nested-clients\/dist-(es|types)$/,
  /^@smithy\/[^/]+\/dist-(es|types)$/,
  /^@scalar\/fastify-api-reference\/dist\/js\/.*\.map$/,
  /^cloudflare\/src$/,
  /^\.bin$/,
];

const platforms: Record<string, string> = {
  x64: "x86_64-unknown-linux-gnu",
  arm64: "aarch64-unknown-linux-gnu",
};

/**
 * Removes files that no process loads from an installed folder, and makes the rest readable for
 * every user.
 */
export const tidy = async (app: string): Promise<void> => {
  const paths = unusedPaths(platforms[process.arch] ?? process.arch);
  const visit = async (folder: string, below: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      const inPackage = path.split("node_modules/").at(-1) ?? path;
      const isFolder = entry.isDirectory();
      const isUnused =
        paths.some((pattern) => pattern.test(inPackage)) ||
        (isFolder &&
          unusedFolders.has(entry.name) &&
          !inPackage.startsWith("@cogrion") &&
          isPackageFolder(inPackage)) ||
        (!isFolder && unused.test(entry.name) && !licence.test(entry.name));
      if (isUnused) await rm(file, { recursive: true });
      else if (isFolder) await visit(file, path);
    }
    if ((await readdir(folder)).length === 0) await rmdir(folder);
  };
  await visit(join(app, "node_modules"), "");
  await openForReading(app);
};

/** `name/tests` or `@scope/name/tests`: deeper folders of these names may be code. */
const isPackageFolder = (path: string): boolean => path.split("/").length === (path.startsWith("@") ? 3 : 2);

const openForReading = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(file);
    else if (entry.isFile()) await chmod(file, (await lstat(file)).mode & 0o111 ? 0o755 : 0o644);
  }
};
