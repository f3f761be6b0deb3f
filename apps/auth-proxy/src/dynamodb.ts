import type { EdgeHandler } from "@cogrion/edge";
import { createTableReader } from "@cogrion/edge/routes-table";
import type { ProxyConfig } from "./config.ts";
import { createProxyHandler } from "./handler.ts";

/** The proxy on AWS: the same handler, with routes read from DynamoDB. */
export const createDynamoProxy = (config: ProxyConfig): EdgeHandler => {
  if (config.table === undefined) throw new Error("ROUTES_TABLE is not set");
  return createProxyHandler({
    ...config,
    fetch: (request, init) => fetch(request, init),
    readRoute: createTableReader(config.table, config.environment),
  });
};
