import type { Site, SiteRegion } from "@cogrion/edge/dashboard/site";

export type { Site, SiteRegion };

const meta = document.querySelector<HTMLMetaElement>('meta[name="cogrion-site"]');

/** Where this dashboard stands; put into the page by what serves it. */
export const site = JSON.parse(meta?.content ?? "") as Site;

export const regionOf = (id: string): SiteRegion | undefined => site.regions.find((region) => region.id === id);
