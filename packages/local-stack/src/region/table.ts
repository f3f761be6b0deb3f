import type { RegionFile } from "@cogrion/config/region-file";
import { readRegionFile } from "@cogrion/config/region-file";
import type { Environment } from "@cogrion/domain";
import { checkoutFolder } from "../env.ts";

export type RegionTable = RegionFile["environments"][Environment];

/** Returns the region's id for an alias, and any other text unchanged. */
export const canonicalRegionOf = (name: string): string => readRegionFile(checkoutFolder).aliases[name] ?? name;

/** The environment's part of infra/regions.yaml, which apps get as REGIONS. */
export const regionTableOf = (environment: Environment): RegionTable =>
  readRegionFile(checkoutFolder).environments[environment];
