import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { BatchGetItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Environment, RouteEntry, RouteStore, WritableRouteEntry } from "@cogrion/domain";
import { routeEntryOfItem, routeItemOf, routeKeyOf, routeWriteCondition } from "@cogrion/domain";
import type { AwsConfig } from "./clients.ts";
import { optionsOf } from "./clients.ts";
import { isNamed } from "./errors.ts";

export type RoutesTableConfig = AwsConfig & { table: string; environment: Environment };

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
const maxBatchRead = 100;
const parallelWrites = 32;
// Long after the last attempt that could still write the route. Then DynamoDB's TTL deletes the
// marker of a deletion.
const tombstoneSeconds = 30 * 24 * 3600;

type Item = Record<string, AttributeValue>;

/**
 * The lookup's store in DynamoDB. Every write is conditional on the version and writes one item,
 * because DynamoDB's batch writes support no condition.
 */
export const createDynamoRouteStore = (config: RoutesTableConfig): RouteStore => {
  const { table, environment, credentials } = config;
  const options = optionsOf(config);
  const client = new DynamoDBClient({
    ...options,
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 5,
    // All attempts together within the time of one activity.
    requestHandler: { ...options.requestHandler, requestTimeout: 5000, socketTimeout: 5000 },
  });

  /** Whether the store accepted it. */
  const put = async (entry: WritableRouteEntry): Promise<boolean> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: routeItemOf(entry, Math.floor(Date.now() / 1000) + tombstoneSeconds),
          ...routeWriteCondition(entry),
        }),
      );
      return true;
    } catch (error) {
      if (isNamed(error, "ConditionalCheckFailedException")) return false;
      throw error;
    }
  };

  const readSome = async (ids: readonly string[], into: Map<string, RouteEntry>): Promise<void> => {
    let keys: Item[] | undefined = ids.map(routeKeyOf);
    while (keys !== undefined && keys.length > 0) {
      const answer: { Responses?: Record<string, Item[]>; UnprocessedKeys?: Record<string, { Keys?: Item[] }> } =
        await client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }));
      for (const item of answer.Responses?.[table] ?? []) {
        const entry = routeEntryOfItem(item, environment);
        into.set(entry.workspaceId, entry);
      }
      keys = answer.UnprocessedKeys?.[table]?.Keys;
    }
  };

  return {
    name: "dynamodb",
    async read(ids) {
      const found = new Map<string, RouteEntry>();
      for (let from = 0; from < ids.length; from += maxBatchRead) {
        await readSome(ids.slice(from, from + maxBatchRead), found);
      }
      return found;
    },
    async page(cursor) {
      const answer = await client.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          ...(cursor === undefined ? {} : { ExclusiveStartKey: routeKeyOf(cursor) }),
        }),
      );
      return {
        entries: (answer.Items ?? []).map((item) => routeEntryOfItem(item, environment)),
        next: answer.LastEvaluatedKey?.["tenant_id"]?.S,
      };
    },
    async write(entries) {
      const stale: string[] = [];
      const left = entries.values();
      const writeInTurn = async (): Promise<void> => {
        for (const entry of left) if (!(await put(entry))) stale.push(entry.workspaceId);
      };
      await Promise.all(Array.from({ length: Math.min(parallelWrites, entries.length) }, writeInTurn));
      return { stale };
    },
  };
};
