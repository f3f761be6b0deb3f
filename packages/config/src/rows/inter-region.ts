import { interRegionToken, isSecret, originUrl } from "../schemas.ts";
import { optional, required } from "../table.ts";

export const primaryRows = {
  PRIMARY_CPLANE_API_URL: optional(
    originUrl,
    "Origin of the primary region's internal listener; set in every region but the primary",
  ),
  INTER_REGION_SERVICE_TOKEN: required(
    interRegionToken,
    "Token that this region sends to the primary region",
    isSecret,
  ),
};
