import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { noticesOf } from "./notices.ts";

/**
 * Bundles the customer's command line into `dist/`, with every dependency, for `npm pack`: the
 * package that npm installs needs no other one. Run by npm itself (`prepack`).
 */
const folder = join(import.meta.dirname, "..");
const dist = join(folder, "dist");

await rm(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: folder,
  entryPoints: { cogrion: "src/main.ts" },
  outdir: "dist",
  bundle: true,
  platform: "node",
  // The oldest Node that the package's manifest allows.
  target: "node20",
  format: "esm",
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  // The texts of the licences are in one file of their own.
  legalComments: "none",
  // Some bundled packages are CommonJS: they load what Node has built in, and one derives a key
  // from its own path.
  banner: {
    js: [
      "#!/usr/bin/env node",
      'import { createRequire as createRequireOfBundle } from "node:module";',
      'import { fileURLToPath as pathOfBundle } from "node:url";',
      "const require = createRequireOfBundle(import.meta.url);",
      "const __filename = pathOfBundle(import.meta.url);",
    ].join("\n"),
  },
});
await writeFile(join(dist, "THIRD-PARTY-NOTICES.txt"), await noticesOf(folder, Object.keys(metafile.inputs)));

const bundle = await readFile(join(dist, "cogrion.js"), "utf8");
const outside = [...bundle.matchAll(/^import .*?from"([^"]+)"/gm)].flatMap(([, name = ""]) =>
  name.startsWith("node:") ? [] : [name],
);
if (outside.length > 0) console.error(`Not bundled: ${[...new Set(outside)].join(", ")}`);
