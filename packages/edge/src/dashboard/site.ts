import type { Environment } from "@cogrion/domain/naming/environment";
import type { RegionId } from "@cogrion/domain/naming/region";
import { regionalHostOf } from "@cogrion/domain/naming/hosts";
import { browserAuthHostOf, dashboardHostOf, lookupHostOf } from "@cogrion/domain/naming/urls";
import * as z from "zod/mini";

const siteRegion = z.object({
  id: z.string(),
  location: z.string(),
  /** Ends the name of every workspace there. */
  domain: z.string(),
  /** Origin of the region's API. */
  apiUrl: z.string(),
  /** As the region's tokens name it. */
  issuer: z.string(),
  /** Where browsers meet the region's sign-in, below the global entry. */
  authOrigin: z.string(),
});

/**
 * All that the dashboard knows of its environment. The same files serve every environment; this is
 * in the page.
 */
export const siteSchema = z.object({
  environment: z.enum(["dev", "prod", "local"]),
  origin: z.string(),
  /** Finds a workspace's region; `?tenant=` is added. */
  lookupUrl: z.string(),
  regions: z.array(siteRegion),
});
export type Site = z.infer<typeof siteSchema>;
export type SiteRegion = z.infer<typeof siteRegion>;

/** Of a deployed environment: every host follows from its name and those of its regions. */
export const deployedSiteOf = (
  environment: Exclude<Environment, "local">,
  regions: Readonly<Record<string, { location: string }>>,
): Site => ({
  environment,
  origin: `https://${dashboardHostOf(environment)}`,
  lookupUrl: `https://${lookupHostOf(environment)}/lookup${environment === "prod" ? "" : `?env=${environment}`}`,
  regions: Object.entries(regions).map(([id, { location }]): SiteRegion => {
    const place = { environment, region: id as RegionId };
    return {
      id,
      location,
      domain: regionalHostOf("auth", place).slice("auth.".length),
      apiUrl: `https://${regionalHostOf("cplane", place)}`,
      issuer: `https://${regionalHostOf("auth", place)}/realms/${id}`,
      authOrigin: `https://${browserAuthHostOf(place)}`,
    };
  }),
});
