import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Bundle, BundleFile } from "@cogrion/edge-migration/ui/files";
import { UsageError } from "@cogrion/cli/failure";
import { plain } from "@cogrion/cli/render/text";

export type BundleOptions = { bundle: string; sourceMaps?: boolean; dotFiles?: boolean };

// https://developers.cloudflare.com/pages/platform/limits/
export const maxFileBytes = 26_214_400;
const maxShown = 20;
// Cloudflare Pages reads these, and serves none of them.
const pagesOwn = new Set(["_headers", "_redirects", "_routes.json", "_worker.js"]);

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const partsOf = (root: string, file: string): string[] => relative(root, file).split(sep);

/** Why a file with this name must not be published; undefined if it may be. */
const refusalOf = (parts: readonly string[], { sourceMaps, dotFiles }: BundleOptions): string | undefined => {
  if (parts.some((part) => /\p{Cc}/u.test(part))) return "has control characters in its name";
  if (dotFiles !== true && parts.some((part) => part.startsWith("."))) return "is a dot file (--dot-files)";
  return sourceMaps !== true && parts.at(-1)?.endsWith(".map") === true ? "is a source map (--source-maps)" : undefined;
};

/** The target of a link, and of any folder on the way to it. */
const refusalOfLink = async (root: string, link: string, options: BundleOptions): Promise<string | undefined> => {
  const target = await realpath(link).catch(() => undefined);
  if (target === undefined) return "is a symlink whose target does not exist";
  if (!target.startsWith(`${root}${sep}`)) return "is a symlink that leads out of the folder";
  if (!(await stat(target)).isFile()) return "is a symlink to something other than a regular file";
  const refusal = refusalOf(partsOf(root, target), options);
  return refusal === undefined ? undefined : `is a symlink to something that ${refusal}`;
};

const realFolder = async (folder: string): Promise<string> => {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) throw new UsageError(`${folder} is not a folder.`);
  // Checked before anything is read, because a wrong folder may be large.
  const page = await stat(join(root, "index.html")).catch(() => undefined);
  if (page?.isFile() !== true)
    throw new UsageError(`${folder} has no index.html. Pass the folder that the build writes.`);
  return root;
};

/**
 * A built dashboard, with every file read and hashed. @throws UsageError if it contains anything
 * that must not be published
 */
export const readBundle = async (options: BundleOptions): Promise<Bundle> => {
  const root = await realFolder(options.bundle);
  const files: BundleFile[] = [];
  const refused: string[] = [];
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    const parts = partsOf(root, file);
    if (pagesOwn.has(parts[0] ?? "")) continue;
    const path = parts.join("/");
    let refusal = refusalOf(parts, options);
    if (refusal === undefined && entry.isSymbolicLink()) refusal = await refusalOfLink(root, file, options);
    else if (refusal === undefined && !entry.isFile() && !entry.isDirectory()) refusal = "is not a regular file";
    if (refusal === undefined && entry.isDirectory()) continue;
    const sizeBytes = refusal === undefined ? (await stat(file)).size : 0;
    if (sizeBytes > maxFileBytes) refusal = "is larger than 25 MiB, the limit of Cloudflare Pages";
    if (refusal === undefined) files.push({ path, sizeBytes, sha256: sha256Of(await readFile(file)) });
    else refused.push(`${path} ${refusal}`);
  }
  if (refused.length > 0) {
    const shown = refused.sort().slice(0, maxShown);
    const more = refused.length > maxShown ? [`and ${refused.length - maxShown} more`] : [];
    throw new UsageError(
      [`${options.bundle} contains files that must not be published:`, ...shown.map(plain), ...more].join("\n  "),
    );
  }
  return {
    files: files.sort((one, other) => (one.path < other.path ? -1 : 1)),
    async read({ path, sha256 }) {
      const bytes = await readFile(join(root, path));
      if (sha256Of(bytes) === sha256) return bytes;
      throw new Error(
        `${path} changed while the command ran. Wait until the build has finished, then run the command again.`,
      );
    },
  };
};
