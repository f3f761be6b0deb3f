import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { build } from "vite";

/** Runs before the first paint, so it is a classic script in a file of its own. */
const themeScript = "theme.js";

/** By the path within the dashboard: the default also depends on where the build was started. */
const scopedNameIn =
  (root: string) =>
  (name: string, file: string): string => {
    const hash = createHash("sha256")
      .update(`${relative(root, file)} ${name}`)
      .digest("base64url");
    return `${name}-${hash.slice(0, 5)}`;
  };

/**
 * The contract carries the texts of the API's document, which no page shows. They are a tenth of the
 * script that a page loads first.
 */
const withoutDocumentation = (): Plugin => ({
  name: "without-documentation",
  transform: (code, id) =>
    /\/packages\/contract\/src\/(?:public|schemas)\//.test(id)
      ? { code: code.replaceAll(/\b(?:summary|description):\s*"(?:[^"\\\n]|\\.)*",?/g, ""), map: null }
      : undefined,
});

const run = async (repositoryFolder: string, folder: string): Promise<void> => {
  await build({
    root: join(repositoryFolder, "apps", "dashboard"),
    configFile: false,
    logLevel: "warn",
    mode: "production",
    plugins: [react(), withoutDocumentation()],
    css: { modules: { generateScopedName: scopedNameIn(join(repositoryFolder, "apps", "dashboard")) } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "es2024",
      manifest: true,
      // A `data:` address is outside the content policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      cssCodeSplit: true,
      chunkSizeWarningLimit: 1000,
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: {
          codeSplitting: {
            groups: [
              // One chunk, so that zod is configured before the first schema of the contract is made.
              { name: "contract", test: /node_modules[\\/]zod|packages[\\/](?:contract|domain)|zod-jitless/ },
            ],
          },
        },
      },
    },
  });
  await nameByContent(folder, themeScript);
};

const nameByContent = async (folder: string, file: string): Promise<void> => {
  const hash = createHash("sha256")
    .update(await readFile(join(folder, file)))
    .digest("base64url")
    .slice(0, 8);
  const named = `assets/${file.replace(".js", `-${hash}.js`)}`;
  await rename(join(folder, file), join(folder, named));
  const page = join(folder, "index.html");
  const html = await readFile(page, "utf8");
  if (!html.includes(`"/${file}"`)) throw new Error(`index.html does not load /${file}`);
  await writeFile(page, html.replace(`"/${file}"`, `"/${named}"`));
};

const [repositoryFolder = "", folder = ""] = process.argv.slice(2);
await run(repositoryFolder, folder);
