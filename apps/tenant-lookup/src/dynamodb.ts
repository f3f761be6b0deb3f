import type { EdgeHandler } from "@cogrion/edge";
import { createTableReader } from "@cogrion/edge/routes-table";
import type { LookupConfig } from "./config.ts";
import { createLookupHandler } from "./handler.ts";

export const createDynamoLookup = ({ environment, table, devTable }: LookupConfig): EdgeHandler => {
  if (table === undefined) throw new Error("ROUTES_TABLE is not set");
  const dev = devTable === undefined ? {} : { dev: createTableReader(devTable, "dev") };
  return createLookupHandler({
    defaultEnvironment: environment,
    readers: { ...dev, [environment]: createTableReader(table, environment) },
  });
};
