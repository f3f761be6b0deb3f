import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { EdgeHandler } from "@cogrion/edge";
import type { ProxyConfig } from "./config.ts";
import { createProxyHandler } from "./handler.ts";
import { regionOfStored } from "./stored-region.ts";

/** The proxy on AWS: the same handler, with the tenant's region read where the lookup reads it. */
export const createDynamoProxy = (config: ProxyConfig): EdgeHandler => {
  const { table } = config;
  if (table === undefined) throw new Error("ROUTES_TABLE is not set");
  const client = new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1500 },
  });
  return createProxyHandler({
    ...config,
    fetch: (request) => fetch(request),
    regionOf: async (tenant) => {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { tenant: { S: tenant } } }));
      return Item === undefined ? undefined : regionOfStored(Item["route"]?.S ?? "");
    },
  });
};
