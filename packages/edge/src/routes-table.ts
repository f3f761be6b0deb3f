import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

/** A browser waits for the answer: a read that takes longer is given up. */
const limits = { maxAttempts: 2, requestHandler: { connectionTimeout: 500, requestTimeout: 1500 } };

/** `region` is the AWS region of the replica that is read; undefined for the function's own. */
export type RoutesTable = { name: string; region: string | undefined };

/**
 * Reads a tenant's item, `{ tenant_id, region, bff_url, version }`, as the text that KV would hold; undefined for none, and for the mark that a deletion
 * leaves. Attributes that do not belong there come along, so that whoever checks the text finds them.
 */
export const createRoutesTable = ({ name, region }: RoutesTable): ((tenant: string) => Promise<string | undefined>) => {
  const client = new DynamoDBClient({ ...limits, ...(region === undefined ? {} : { region }) });
  return async (tenant) => {
    const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: { tenant_id: { S: tenant } } }));
    if (Item === undefined || Item["is_deleted"]?.BOOL === true) return undefined;
    const { tenant_id: _tenant, version: _version, ...stored } = Item;
    return JSON.stringify(Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, value.S ?? null])));
  };
};
