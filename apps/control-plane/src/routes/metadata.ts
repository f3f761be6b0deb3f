import { issuerOf } from "@cogrion/domain";
import type { Handlers } from "../http/handler.ts";
import type { HandlerDeps } from "./deps.ts";

export const createMetadataHandlers = ({
  place,
  local,
  apiUrl,
}: HandlerDeps): Pick<Handlers, "getProtectedResource"> => ({
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
});
