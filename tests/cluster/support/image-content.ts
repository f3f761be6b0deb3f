import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { buildah } from "./buildah.ts";

const execute = promisify(execFile);

const sbom = z.object({
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      licenses: z
        .array(
          z.object({
            license: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
            expression: z.string().optional(),
          }),
        )
        .optional(),
    }),
  ),
});

export type ImageContent = {
  /** Size of our own layer, unpacked. */
  mebibytes: number;
  compressedMebibytes: number;
  setuid: string[];
  secrets: string[];
  tests: string[];
  /** Files that the image's own user cannot read. */
  unreadable: string[];
  components: { name: string; licences: string[] }[];
};

const find = async (folder: string, ...expression: string[]): Promise<string[]> => {
  const { stdout } = await execute("find", [folder, "-xdev", ...expression], { maxBuffer: 2 ** 24 });
  return stdout.split("\n").filter((line) => line !== "");
};

const secretNames = ["*.pem", "*.key", ".npmrc", ".env*", "id_rsa*", ".git", ".cogrion"]
  .flatMap((each) => ["-o", "-name", each])
  .slice(1);

/** The content of an image, read from its mounted files. */
export const contentOf = async (tag: string): Promise<ImageContent> => {
  const container = (await buildah("from", "--pull-never", tag)).trim();
  try {
    const root = (await buildah("mount", container)).trim();
    const app = join(root, "app");
    const size = Number(
      (await execute("du", ["--summarize", "--apparent-size", "--block-size=1", app])).stdout.split("\t")[0],
    );
    const archive = ["-c", 'tar --create --directory "$0" . | gzip -6 | wc --bytes', app];
    const compressed = Number((await execute("sh", archive)).stdout);
    const { components } = sbom.parse(JSON.parse(await readFile(join(app, "sbom.cdx.json"), "utf8")));
    return {
      mebibytes: Math.ceil(size / 2 ** 20),
      compressedMebibytes: Math.ceil(compressed / 2 ** 20),
      setuid: await find(root, "-type", "f", "-perm", "/6000"),
      secrets: await find(app, "(", ...secretNames, ")"),
      tests: await find(app, "-not", "-path", "*/node_modules/*", "-name", "*.test.ts"),
      unreadable: await find(app, "-not", "-perm", "-o=r", "-not", "-type", "l"),
      components: components.map(({ name, licenses = [] }) => ({
        name,
        licences: licenses.map(({ license, expression }) => license?.id ?? license?.name ?? expression ?? "none"),
      })),
    };
  } finally {
    await buildah("umount", container);
    await buildah("rm", container);
  }
};
