import { CogrionError } from "../errors/error.ts";

/**
 * A region's id, `{city}-{index}`: `sgp-1`, `frankfurt-1`. Regions are data (infra/regions.yaml),
 * never code.
 */
export type RegionId = string & { readonly __brand: "RegionId" };

export const regionPattern = /^[a-z]+(-[a-z]+)*-[1-9][0-9]*$/;
// A DNS label has at most 63 octets (RFC 1035 section 2.3.4), and the region is one label of every
// host.
const maxLabelLength = 63;

export const isRegionId = (text: string): text is RegionId => text.length <= maxLabelLength && regionPattern.test(text);

/** @throws CogrionError `region_invalid` */
export const parseRegionId = (text: string): RegionId => {
  if (isRegionId(text)) return text;
  throw new CogrionError("region_invalid", {
    detail: `"${text.slice(0, 80)}" is not a region id. A region id looks like "sgp-1": a city, a hyphen, and a number from 1.`,
  });
};
