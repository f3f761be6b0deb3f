import { faultsOfApplications } from "./applications.ts";
import { faultsOfNames } from "./sources.ts";
import type { ValuesCheck } from "./values.ts";
import { faultsOfValues } from "./values.ts";

/** Everything that can be checked of a region's files without its cloud, cheapest first. */
export const faultsOfRegion = async (options: ValuesCheck): Promise<string[]> => {
  const { checkout, region } = options;
  const faults = [...(await faultsOfNames(checkout, region)), ...(await faultsOfApplications(checkout, region))];
  return faults.length > 0 ? faults : faultsOfValues(options);
};
