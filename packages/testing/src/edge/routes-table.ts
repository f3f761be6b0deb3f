import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

/**
 * The text's fields as attributes; a text that is not a JSON object becomes an item that is damaged
 * in the same way.
 */
const attributesOf = (text: string): Record<string, AttributeValue> => {
  try {
    const fields = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { S: String(value) }]));
  } catch {
    return { text: { S: text } };
  }
};

/** The lookup's table with these routes, at the endpoint in the standard variables. */
export const createRoutesTable = async (name: string, routes: Record<string, string>): Promise<void> => {
  const client = new DynamoDBClient();
  await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [{ AttributeName: "tenant_id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "tenant_id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  for (const [tenant, text] of Object.entries(routes)) {
    const Item = { tenant_id: { S: tenant }, version: { N: "1" }, ...attributesOf(text) };
    await client.send(new PutItemCommand({ TableName: name, Item }));
  }
  client.destroy();
};
