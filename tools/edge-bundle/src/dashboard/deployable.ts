import { createHash } from "node:crypto";
import { cp, glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RegionFile } from "@cogrion/config/region-file";
import { cloudFrontPolicyOf, pagesHeadersOf } from "@cogrion/edge/dashboard/headers";
import { pageFor } from "@cogrion/edge/dashboard/page";
import { deployedSiteOf } from "@cogrion/edge/dashboard/site";
import type { DeployedEnvironment } from "../settings.ts";
import type { DashboardBuild } from "./build.ts";
import { buildDashboard } from "./build.ts";
import { dashboardBudget, sizesOf } from "./budget.ts";

export type DashboardDeployable = {
  /** SHA-256 of each file below `dashboard/files`, hexadecimal. */
  files: Record<string, string>;
};

const jsonOf = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What CloudFront sends with every file of this environment's dashboard. */
const cloudFrontPolicyTextOf = (environment: DeployedEnvironment, { environments }: RegionFile): string =>
  jsonOf(cloudFrontPolicyOf(deployedSiteOf(environment, environments[environment].regions)));

/** @throws Error that names what is larger than the budget allows */
export const requireBudget = async (built: DashboardBuild): Promise<void> => {
  const sizes = await sizesOf(built);
  const tooLarge = (Object.keys(dashboardBudget) as (keyof typeof dashboardBudget)[]).filter(
    (name) => sizes[name] > dashboardBudget[name],
  );
  if (tooLarge.length > 0)
    throw new Error(
      `The dashboard is too large, gzipped: ${tooLarge.map((name) => `${name} ${sizes[name]} of ${dashboardBudget[name]} bytes`).join(", ")}`,
    );
};

/**
 * Writes `files`, which Pages and the bucket serve alike, and what each host needs beside them:
 * `_headers` for Pages, a response headers policy for CloudFront.
 */
export const writeDashboard = async (options: {
  repositoryFolder: string;
  /** Is replaced. */
  folder: string;
  environment: DeployedEnvironment;
  regionFile: RegionFile;
}): Promise<DashboardDeployable> => {
  const { repositoryFolder, folder, environment, regionFile } = options;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files = join(folder, "files");
  const built = await buildDashboard(repositoryFolder, files);
  await requireBudget(built);
  await rm(join(files, ".vite"), { recursive: true });
  const site = deployedSiteOf(environment, regionFile.environments[environment].regions);
  const page = join(files, "index.html");
  await writeFile(page, pageFor(await readFile(page, "utf8"), site));
  await writeFile(join(files, "_headers"), pagesHeadersOf(site));
  await writeFile(join(folder, "response-headers-policy.json"), cloudFrontPolicyTextOf(environment, regionFile));
  await cp(join(repositoryFolder, "infra", "dashboard", "viewer-request.js"), join(folder, "viewer-request.js"));
  const hashes: [string, string][] = [];
  for await (const entry of glob("**/*", { cwd: files, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const hash = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    hashes.push([path.slice(files.length + 1), hash]);
  }
  return { files: Object.fromEntries(hashes.toSorted(([one], [other]) => (one < other ? -1 : 1))) };
};
