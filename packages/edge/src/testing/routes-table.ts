import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

/** The lookup's table with these items, at the endpoint that the standard variables name. */
export const createRoutesTable = async (name: string, routes: Record<string, string>): Promise<void> => {
  const client = new DynamoDBClient();
  await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [{ AttributeName: "tenant", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "tenant", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  for (const [tenant, route] of Object.entries(routes)) {
    await client.send(new PutItemCommand({ TableName: name, Item: { tenant: { S: tenant }, route: { S: route } } }));
  }
  client.destroy();
};
