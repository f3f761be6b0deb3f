import { issuerOf } from "@cogrion/domain";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

export const createMetadataHandlers = ({
  place,
  local,
  apiUrl,
  regions,
}: HandlerDeps): Pick<PublicHandlers, "getProtectedResource" | "listRegions"> => ({
  async getProtectedResource() {
    return {
      status: 200,
      body: {
        resource: apiUrl,
        authorization_servers: [issuerOf(place, local?.authHost)],
        bearer_methods_supported: ["header"],
        resource_documentation: `${apiUrl}/api/docs/`,
      },
    };
  },

  async listRegions() {
    const items = regions.map(({ id, location, awsRegion, apiUrl }) => ({
      id,
      location,
      aws_region: awsRegion,
      is_current: id === place.region,
      api_url: apiUrl ?? null,
    }));
    return { status: 200, body: { items } };
  },
});
