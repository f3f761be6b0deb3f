import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Manifest } from "vite";

export type DashboardBuild = {
  /**
   * `index.html` and `assets/`, for every environment: what differs is put into the page
   * (`@cogrion/edge/dashboard/page`).
   */
  folder: string;
  manifest: Manifest;
};

/**
 * The production build, in a process of its own: React and Vite read NODE_ENV, which a test has set
 * otherwise. The same checkout gives the same bytes.
 */
export const buildDashboard = async (repositoryFolder: string, folder: string): Promise<DashboardBuild> => {
  const script = join(import.meta.dirname, "build-once.ts");
  await promisify(execFile)(process.execPath, [script, repositoryFolder, folder], { env: { NODE_ENV: "production" } });
  const manifest = JSON.parse(await readFile(join(folder, ".vite", "manifest.json"), "utf8")) as Manifest;
  return { folder, manifest };
};
