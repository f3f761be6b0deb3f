import { contentType } from "mime-types";

/** A file of a built dashboard. `path` is relative to the bundle and uses `/`. */
export type BundleFile = { path: string; sha256: string; sizeBytes: number };

export type Bundle = {
  files: readonly BundleFile[];
  /** The bytes that were hashed. @throws if the file has changed since then */
  read(file: BundleFile): Promise<Uint8Array>;
};

const isPage = (path: string): boolean => path.endsWith(".html");

// Bundlers put a hash before the extension: eight characters of base64url (Vite, Rollup, esbuild),
// or more in hexadecimal (webpack).
const hashPattern = /[-.]([\w-]{8}|[0-9a-f]{10,64})\.\w+$/i;
// `page-settings.js` also ends with eight characters. A hash that happens to look like this only
// causes more frequent checks.
const wordsPattern = /^[a-z]?[a-z]*([-_][a-z]*)*$/;

/**
 * Whether the name changes with the content. Only where bundlers put such files, because a wrong
 * guess would serve an old file for a year.
 */
const isNamedByContent = (path: string): boolean => {
  const hash = /(^|\/)(assets|static)\//.test(path) && !isPage(path) ? hashPattern.exec(path)?.[1] : undefined;
  return hash !== undefined && !wordsPattern.test(hash.replace(/^[A-Z]/, (first) => first.toLowerCase()));
};

/**
 * What browsers may cache: files with a content hash in the name for a year; all others only with a
 * check each time.
 */
export const cacheControlOf = (path: string): string =>
  isNamedByContent(path) ? "public, max-age=31536000, immutable" : "no-cache";

/** By the name's extension, with a charset for text. */
export const contentTypeOf = (path: string): string =>
  contentType(path.split("/").at(-1) ?? "") || "application/octet-stream";

/**
 * The order in which files become visible, so that no visible file refers to a missing one: first
 * those with a content hash in the name, then the others, then pages, and the application's page
 * last.
 */
export const uploadStages = (files: readonly BundleFile[]): BundleFile[][] => {
  const stageOf = ({ path }: BundleFile): number => {
    if (path === "index.html") return 3;
    if (isPage(path)) return 2;
    return isNamedByContent(path) ? 0 : 1;
  };
  return [0, 1, 2, 3].map((stage) => files.filter((file) => stageOf(file) === stage));
};
