import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const packageOf = (input: string): string | undefined => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];

const isLicense = (file: string): boolean => /^(licen[cs]e|copying|notice)(\.\w+)?$/i.test(file);

type Manifest = { name: string; version: string; license?: string; private?: boolean };

/**
 * The licence of each bundled package, as its authors require. `inputs` are the bundled files,
 * relative to `folder`. @throws Error for a package whose licence has no text or name
 */
export const noticesOf = async (folder: string, inputs: readonly string[]): Promise<string> => {
  const packages = new Set(inputs.flatMap((input) => packageOf(input) ?? []));
  const notices = await Promise.all(
    [...packages].toSorted().map(async (each) => {
      const path = join(folder, each);
      const manifest = JSON.parse(await readFile(join(path, "package.json"), "utf8")) as Manifest;
      const files = (await readdir(path)).filter(isLicense);
      const texts = await Promise.all(files.map((file) => readFile(join(path, file), "utf8")));
      if (manifest.license === undefined) throw new Error(`${manifest.name} names no licence`);
      return [`${manifest.name} ${manifest.version} (${manifest.license})`, ...texts.map((text) => text.trim())].join(
        "\n\n",
      );
    }),
  );
  return `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
};
