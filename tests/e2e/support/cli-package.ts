import { execFile, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "@cogrion/local-stack/env";
import { publishOnce } from "@cogrion/local-stack/toolchain/publish";
import { z } from "zod";

const run = promisify(execFile);
const cli = join(import.meta.dirname, "..", "..", "..", "apps", "cli");

/** Each release line that the package's manifest allows. */
export const nodeVersions = ["20.20.2", "22.23.3", "24.21.0"] as const;

const packed = z.tuple([
  z.object({ filename: z.string(), unpackedSize: z.int(), files: z.array(z.object({ path: z.string() })) }),
]);

export type Packed = { file: string; unpackedBytes: number; files: string[] };

/** What a release publishes, created by `npm pack` alone. */
export const packCli = async (folder: string): Promise<Packed> => {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: cli });
  const [{ filename, unpackedSize, files }] = packed.parse(JSON.parse(stdout.slice(stdout.indexOf("["))));
  return { file: join(folder, filename), unpackedBytes: unpackedSize, files: files.map(({ path }) => path) };
};

/** Installs the package like a customer, and returns the folder of its command. */
export const installPackage = async (folder: string, file: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, file], { cwd: folder });
  return join(folder, "node_modules", ".bin");
};

const platform = `${process.platform}-${process.arch}`;
const platformPackage = platform === "darwin-arm64" ? `node-bin-${platform}` : `node-${platform}`;

/** The folder of a Node of this version, from npm's registry; downloaded once per machine. */
export const nodeFolderOf = async (version: string): Promise<string> => {
  if (process.versions.node === version) return dirname(process.execPath);
  const folder = join(cacheFolder(), `node-${version}-${platform}`);
  await publishOnce(folder, async (temporary) => {
    const of = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", temporary, `${platformPackage}@${version}`];
    await run("npm", ["install", ...of], { cwd: temporary });
  });
  return join(folder, "node_modules", platformPackage, "bin");
};

export type Ran = { code: number; stdout: string; stderr: string };

/**
 * Starts the installed command with this Node first on the PATH, in an environment without anything
 * of this checkout.
 */
export const startInstalled = (
  { bin, node, env }: { bin: string; node: string; env: Record<string, string> },
  ...args: string[]
) => {
  const path = [bin, node, "/usr/bin", "/bin"].join(delimiter);
  const child = spawn(join(bin, "cogrion"), args, { env: { ...env, PATH: path }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, ...output }));
  });
  return { output, ended };
};
