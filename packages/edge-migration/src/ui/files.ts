import { contentType } from "mime-types";

/** A file of a built dashboard. `path` is relative to the bundle, with `/` between its parts. */
export type BundleFile = { path: string; sha256: string; sizeBytes: number };

export type Bundle = {
  files: readonly BundleFile[];
  /** The bytes that were hashed. @throws where the file is another by now */
  read(file: BundleFile): Promise<Uint8Array>;
};

const isPage = (path: string): boolean => path.endsWith(".html");

// Bundlers put a hash before the ending: eight characters of base64url (Vite, Rollup, esbuild), or
// more in hexadecimal (webpack).
const hashPattern = /[-.]([\w-]{8}|[0-9a-f]{10,64})\.\w+$/i;
// `page-settings.js` ends with eight characters too. A hash that happens to read like this is only
// asked for more often.
const wordsPattern = /^[a-z]?[a-z]*([-_][a-z]*)*$/;

/**
 * Whether the name changes with the content. Only where bundlers put such files: a wrong guess
 * would be stale for a year.
 */
const isNamedByContent = (path: string): boolean => {
  const hash = /(^|\/)(assets|static)\//.test(path) && !isPage(path) ? hashPattern.exec(path)?.[1] : undefined;
  return hash !== undefined && !wordsPattern.test(hash.replace(/^[A-Z]/, (first) => first.toLowerCase()));
};

/**
 * What browsers may keep: what is named by its content for good, all else only if they ask each
 * time whether it is still the same.
 */
export const cacheControlOf = (path: string): string =>
  isNamedByContent(path) ? "public, max-age=31536000, immutable" : "no-cache";

/** By the name's ending, with the charset of texts. */
export const contentTypeOf = (path: string): string =>
  contentType(path.split("/").at(-1) ?? "") || "application/octet-stream";

/**
 * In which order files are made visible, so that nothing that can be read names what is not there:
 * first what is named by its content, then what is not, then pages, and the page of the whole
 * application last.
 */
export const uploadStages = (files: readonly BundleFile[]): BundleFile[][] => {
  const stageOf = ({ path }: BundleFile): number => {
    if (path === "index.html") return 3;
    if (isPage(path)) return 2;
    return isNamedByContent(path) ? 0 : 1;
  };
  return [0, 1, 2, 3].map((stage) => files.filter((file) => stageOf(file) === stage));
};
