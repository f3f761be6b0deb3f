import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundleWorkflowCode } from "@temporalio/worker";

const workflowsFolder = join(import.meta.dirname, "workflows");
const require = createRequire(import.meta.url);

const hashOfSources = async (): Promise<string> => {
  const hash = createHash("sha256").update(require.resolve("@temporalio/workflow"));
  const domainFolder = dirname(require.resolve("@cogrion/domain/provisioning/step"));
  const folders = [workflowsFolder, join(import.meta.dirname, "activities"), domainFolder];
  for (const folder of folders) {
    for (const file of (await readdir(folder)).toSorted()) hash.update(await readFile(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 16);
};

// Next to the code and not in a shared folder, because what is found here is executed.
const cacheFolder = join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "cogrion-workflows");

/**
 * The workflows as one script for Temporal's sandbox. Bundling takes seconds, so the result is
 * cached until the sources change.
 */
export const workflowBundle = async (): Promise<{ code: string }> => {
  const file = join(cacheFolder, `${await hashOfSources()}.js`);
  const cached = await readFile(file, "utf8").catch(() => undefined);
  if (cached !== undefined) return { code: cached };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(workflowsFolder, "index.ts"),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  await keep(file, code).catch((error: unknown) => {
    // An installation on a read-only file system bundles at each start.
    if (!isReadOnly(error)) throw error;
  });
  return { code };
};

const keep = async (file: string, code: string): Promise<void> => {
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, code, { mode: 0o600 });
  await rename(temporary, file);
};

const isReadOnly = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["EROFS", "EACCES", "EPERM"].includes(String(error.code));
