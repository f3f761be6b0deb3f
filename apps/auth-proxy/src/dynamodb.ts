import type { EdgeHandler } from "@cogrion/edge";
import { createRoutesTable } from "@cogrion/edge/routes-table";
import type { ProxyConfig } from "./config.ts";
import { createProxyHandler } from "./handler.ts";
import { regionOfStored } from "./stored-region.ts";

/** The proxy on AWS: the same handler, with the tenant's region read where the lookup reads it. */
export const createDynamoProxy = (config: ProxyConfig): EdgeHandler => {
  const { table } = config;
  if (table === undefined) throw new Error("ROUTES_TABLE is not set");
  const read = createRoutesTable(table);
  return createProxyHandler({
    ...config,
    fetch: (request, init) => fetch(request, init),
    regionOf: async (tenant) => {
      const text = await read(tenant);
      return text === undefined ? undefined : regionOfStored(text);
    },
  });
};
