import { applicationFilesOf } from "./application-files.ts";
import type { DeployedRegion } from "./describe.ts";
import { terraformFilesOf } from "./terraform-files.ts";
import { valuesFilesOfRegion } from "./values-files.ts";

/** The files of a region's three folders, by path from the repository's root. */
export const filesOf = (region: DeployedRegion, repository: string): Map<string, string> =>
  new Map([...terraformFilesOf(region), ...valuesFilesOfRegion(region), ...applicationFilesOf(region, repository)]);
