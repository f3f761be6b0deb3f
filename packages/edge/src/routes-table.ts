import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Environment } from "@cogrion/domain/naming/environment";
import { routeEntryOfItem, routeKeyOf } from "@cogrion/domain/workspace/tenant-route";
import type { RouteReader } from "./route-reader.ts";

/** A browser waits for the response: a read that takes longer is aborted. */
const limits = { maxAttempts: 2, requestHandler: { connectionTimeout: 500, requestTimeout: 1500 } };

/** `region` is the AWS region of the replica that is read; undefined for the function's own. */
export type RoutesTable = { name: string; region: string | undefined };

/** Routes in DynamoDB. */
export const createTableReader = ({ name, region }: RoutesTable, environment: Environment): RouteReader => {
  const client = new DynamoDBClient({ ...limits, ...(region === undefined ? {} : { region }) });
  return async (tenant) => {
    const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: routeKeyOf(tenant) }));
    return Item === undefined ? undefined : routeEntryOfItem(Item, environment);
  };
};
