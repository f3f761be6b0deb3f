import { createDynamoRouteStore } from "@cogrion/aws";
import { createKvRouteStore } from "@cogrion/cloudflare";
import type { Environment, RouteStore } from "@cogrion/domain";
import { pickVariables, readEdgeVariables } from "./variables.ts";

const variables = pickVariables(
  "ENVIRONMENT",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_ACCOUNT_ID",
  "CLOUDFLARE_KV_NAMESPACE_ID",
  "CLOUDFLARE_BASE_URL",
  "ROUTES_TABLE",
  "ROUTES_TABLE_REGION",
  "AWS_REGION",
  "AWS_ENDPOINT_URL",
);

/** One environment's routes in both stores. @throws UsageError */
export const configuredLookup = (
  requestsPerSecond: number,
): { environment: Environment; kv: RouteStore; dynamodb: RouteStore } => {
  const read = readEdgeVariables(variables);
  const environment = read.ENVIRONMENT;
  return {
    environment,
    kv: createKvRouteStore({
      environment,
      requestsPerSecond,
      accountId: read.CLOUDFLARE_ACCOUNT_ID,
      apiToken: read.CLOUDFLARE_API_TOKEN,
      namespaceId: read.CLOUDFLARE_KV_NAMESPACE_ID,
      baseUrl: read.CLOUDFLARE_BASE_URL,
    }),
    dynamodb: createDynamoRouteStore({
      environment,
      table: read.ROUTES_TABLE,
      // The replica that provisioning writes, because conditions apply within one replica only.
      region: read.ROUTES_TABLE_REGION ?? read.AWS_REGION,
      endpoint: read.AWS_ENDPOINT_URL,
      credentials: undefined,
    }),
  };
};
