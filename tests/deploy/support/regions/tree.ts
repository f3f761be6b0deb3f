import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readRegionFile } from "@cogrion/config/region-file";
import type { RegionId } from "@cogrion/domain";
import type { DeployedRegion } from "@cogrion/operate/region/describe";
import { deployedEnvironments, describeRegion } from "@cogrion/operate/region/describe";
import { parseAllDocuments } from "yaml";

/** Every region that is deployed according to the checkout's regions.yaml. */
export const regionsOf = (checkout: string): DeployedRegion[] => {
  const file = readRegionFile(checkout);
  return deployedEnvironments.flatMap((environment) =>
    Object.keys(file.environments[environment].regions).map((id) => describeRegion(file, environment, id as RegionId)),
  );
};

/** The three folders of a region, from the checkout's root. */
export const foldersOf = ({ name }: DeployedRegion): string[] => [
  `infra/terraform/envs/${name}`,
  `infra/values/${name}`,
  `infra/argocd/apps/${name}`,
];

export const filesIn = async (checkout: string, folder: string): Promise<string[]> =>
  (await readdir(join(checkout, folder)).catch(() => []))
    .toSorted((one, other) => one.localeCompare(other))
    .map((name) => `${folder}/${name}`);

export const readYaml = async (checkout: string, path: string): Promise<unknown[]> => {
  const text = await readFile(join(checkout, path), "utf8");
  return parseAllDocuments(text, { merge: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0]?.message}`);
    return document.toJS() as unknown;
  });
};
