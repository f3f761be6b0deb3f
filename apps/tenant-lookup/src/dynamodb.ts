import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { EdgeHandler } from "@cogrion/edge";
import type { LookupConfig } from "./config.ts";
import { createLookupHandler } from "./handler.ts";
import type { RouteStore } from "./store.ts";

/** Items are `{ tenant: S, route: S }`, and `route` is the very text that KV holds. */
const createDynamoStore = (client: DynamoDBClient, table: string): RouteStore => ({
  read: async (tenant) => {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { tenant: { S: tenant } } }));
    // An item without its text is damaged, not absent.
    return Item === undefined ? undefined : (Item["route"]?.S ?? "");
  },
});

export const createDynamoLookup = ({ environment, table, devTable }: LookupConfig): EdgeHandler => {
  if (table === undefined) throw new Error("ROUTES_TABLE is not set");
  const client = new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1500 },
  });
  const dev = devTable === undefined ? {} : { dev: createDynamoStore(client, devTable) };
  return createLookupHandler({
    defaultEnvironment: environment,
    stores: { ...dev, [environment]: createDynamoStore(client, table) },
  });
};
