import type { EdgeHandler } from "@cogrion/edge";
import { createRoutesTable } from "@cogrion/edge/routes-table";
import type { LookupConfig } from "./config.ts";
import { createLookupHandler } from "./handler.ts";

export const createDynamoLookup = ({ environment, table, devTable }: LookupConfig): EdgeHandler => {
  if (table === undefined) throw new Error("ROUTES_TABLE is not set");
  const dev = devTable === undefined ? {} : { dev: { read: createRoutesTable(devTable) } };
  return createLookupHandler({
    defaultEnvironment: environment,
    stores: { ...dev, [environment]: { read: createRoutesTable(table) } },
  });
};
