import type { Place } from "@cogrion/domain";
import { CogrionError, parseRegionId } from "@cogrion/domain";

export type ResidencyDeps = {
  place: Pick<Place, "region">;
  /** The environment's regions; `apiUrl` is the origin of each region's API, if known. */
  regions: readonly { id: string; apiUrl: string | undefined }[];
};

/**
 * An account lives where it is created, and no region writes into another region's database. A
 * request for another region gets an error with the address of that region's API.
 * @throws CogrionError `region_invalid`, `account_region_mismatch`
 */
export const requireResidency = ({ place, regions }: ResidencyDeps, region: string | undefined): void => {
  if (region === undefined || parseRegionId(region) === place.region) return;
  const meant = regions.find(({ id }) => id === region);
  if (meant === undefined) {
    throw new CogrionError("region_invalid", {
      detail: `Unknown region "${region}". GET /api/regions lists the regions.`,
    });
  }
  const where = meant.apiUrl === undefined ? "at that region's API" : `at ${meant.apiUrl}`;
  throw new CogrionError("account_region_mismatch", {
    detail: `This is the API of "${place.region}". An account lives in the region where it is created. Create it ${where}.`,
    meta: { region, api_url: meant.apiUrl ?? null },
  });
};
