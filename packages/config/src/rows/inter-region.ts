import { interRegionToken, isSecret, originUrl } from "../schemas.ts";
import { optional, requiredWhen } from "../table.ts";

export const primaryRows = {
  PRIMARY_CPLANE_API_URL: optional(
    originUrl,
    "Origin of the primary region's internal listener; set in every region but the primary",
  ),
  INTER_REGION_SERVICE_TOKEN: requiredWhen(
    { variable: "PRIMARY_CPLANE_API_URL", isSet: true },
    interRegionToken,
    "This region's own token, which it sends to the primary region",
    isSecret,
  ),
};
