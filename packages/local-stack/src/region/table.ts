import type { RegionFile } from "@cogrion/config/region-file";
import { readRegionFile } from "@cogrion/config/region-file";
import type { Environment } from "@cogrion/domain";
import { checkoutFolder } from "../env.ts";

export type RegionTable = RegionFile["environments"][Environment];

/** The region's own id for an alias; anything else is answered as it is. */
export const canonicalRegionOf = (name: string): string => readRegionFile(checkoutFolder).aliases[name] ?? name;

/** The environment's part of infra/regions.yaml; what apps get as REGIONS. */
export const regionTableOf = (environment: Environment): RegionTable =>
  readRegionFile(checkoutFolder).environments[environment];
