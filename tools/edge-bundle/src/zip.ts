import { zipSync } from "fflate";

// Zip stores local time without a zone; fflate reads the same parts back in every zone.
const mtime = new Date(1980, 0, 1);
// Unix, and readable by everybody, because Lambda runs as another user than the one that unpacks.
const unix = 3;
const attrs = 0o100_644 << 16;

/**
 * The package of a Lambda function whose handler is `index.handler`. The same bundle gives the same
 * bytes, so Lambda's CodeSha256 shows what runs.
 */
export const functionZipOf = (bundle: Uint8Array): Uint8Array =>
  zipSync({ "index.mjs": [bundle, { mtime, os: unix, attrs, level: 9 }] });
