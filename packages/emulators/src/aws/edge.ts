import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { ChangeResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import type { Route } from "@cogrion/domain/workspace/tenant-route";
import { routeEntryOfItem, routeKeyOf } from "@cogrion/domain/workspace/tenant-route";
import { cogrionAccessKeyId } from "./credentials.ts";
import { allRecordsOf, allZonesOf, bareName } from "./records.ts";

// The emulator identifies accounts by the key's id, and checks no signature.
const credentials = { accessKeyId: cogrionAccessKeyId, secretAccessKey: "emulator" };

type Table = { endpointUrl: string; region: string; table: string };

const clientOf = ({ endpointUrl, region }: Table): DynamoDBClient =>
  new DynamoDBClient({ endpoint: endpointUrl, region, credentials });

/**
 * A workspace's route in the local environment's table; undefined for none and for a deleted one.
 */
export const readTableRoute = async (table: Table, workspaceId: string): Promise<Route | undefined> => {
  const command = new GetItemCommand({ TableName: table.table, Key: routeKeyOf(workspaceId) });
  const { Item } = await clientOf(table).send(command);
  const entry = Item === undefined ? undefined : routeEntryOfItem(Item, "local");
  if (entry?.state === "damaged") throw new Error(`The table's route of ${workspaceId} is damaged`);
  return entry?.state === "live" ? entry.route : undefined;
};

/** The lookup's table as Terraform creates it: on demand, with a time to live for deletions. */
export const ensureRoutesTable = async (options: Table): Promise<void> => {
  const client = clientOf(options);
  const TableName = options.table;
  try {
    await client.send(new DescribeTableCommand({ TableName }));
    return;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: "tenant_id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "tenant_id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const TimeToLiveSpecification = { AttributeName: "expires_at", Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
};

/** Creates the record unless the name already has one, whose target somebody has chosen. */
export const ensureCname = async (options: {
  endpointUrl: string;
  zoneName: string;
  name: string;
  target: string;
}): Promise<void> => {
  const route53 = new Route53Client({ endpoint: options.endpointUrl, region: "us-east-1", credentials });
  const zone = (await allZonesOf(route53)).find(({ Name }) => bareName(Name) === options.zoneName);
  if (zone?.Id === undefined) throw new Error(`there is no zone ${options.zoneName}`);
  const records = await allRecordsOf(route53, zone.Id);
  if (records.some(({ Name, Type }) => bareName(Name) === options.name && Type === "CNAME")) return;
  const ResourceRecordSet = {
    Name: options.name,
    Type: "CNAME" as const,
    TTL: 60,
    ResourceRecords: [{ Value: options.target }],
  };
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone.Id,
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet }] },
    }),
  );
};
