import { bareDnsName } from "@cogrion/domain";
import { ACMClient, DeleteCertificateCommand, paginateListCertificates } from "@aws-sdk/client-acm";
import {
  CreateRoleCommand,
  IAMClient,
  paginateListRoles,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { allRecordsOf, allZonesOf } from "./records.ts";
import { rootCredentialsOf } from "./root.ts";

/** Acts as the root of an emulated account, like its owner. */
const rootOf = async (endpointUrl: string, accountId: string, region = "us-east-1") => {
  const config = { endpoint: endpointUrl, region, credentials: await rootCredentialsOf(endpointUrl, accountId) };
  return { route53: new Route53Client(config), iam: new IAMClient(config), acm: new ACMClient(config) };
};

export type ClientRoleDocuments = {
  endpointUrl: string;
  accountId: string;
  roleName: string;
  trustPolicy: string;
  permissionsPolicy: string;
};

const policyName = "cogrion-provisioning";

/**
 * Creates or updates a role with these documents, whichever workspace used it before; for tests
 * that need roles which no template creates.
 */
export const createClientRole = async (options: ClientRoleDocuments): Promise<void> => {
  const { iam } = await rootOf(options.endpointUrl, options.accountId);
  const { roleName, trustPolicy, permissionsPolicy } = options;
  try {
    await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: trustPolicy }));
  } catch (error) {
    if (!(error instanceof Error) || !/EntityAlreadyExists/.test(error.name)) throw error;
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument: trustPolicy }));
  }
  await iam.send(
    new PutRolePolicyCommand({ RoleName: roleName, PolicyName: policyName, PolicyDocument: permissionsPolicy }),
  );
};

/** Cogrion's own zone of a region, under which workspaces' zones are delegated. */
export const ensureParentZone = async (options: {
  endpointUrl: string;
  accountId: string;
  zoneName: string;
}): Promise<void> => {
  const { route53 } = await rootOf(options.endpointUrl, options.accountId);
  if ((await allZonesOf(route53)).some((zone) => bareDnsName(zone.Name) === options.zoneName)) return;
  await route53.send(
    new CreateHostedZoneCommand({ Name: options.zoneName, CallerReference: `parent/${options.zoneName}` }),
  );
};

/** Deletes the account's zones with their records, as a person might by hand. */
export const deleteHostedZones = async (endpointUrl: string, accountId: string): Promise<void> => {
  const { route53 } = await rootOf(endpointUrl, accountId);
  for (const { Id } of await allZonesOf(route53)) {
    const records = (await allRecordsOf(route53, Id ?? "")).filter(({ Type }) => Type !== "NS" && Type !== "SOA");
    const Changes = records.map((record) => ({ Action: "DELETE" as const, ResourceRecordSet: record }));
    if (Changes.length > 0) {
      await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes } }));
    }
    await route53.send(new DeleteHostedZoneCommand({ Id }));
  }
};

/** Removes the account's certificates of an AWS region, as a person might by hand. */
export const deleteCertificates = async (endpointUrl: string, accountId: string, region: string): Promise<void> => {
  const { acm } = await rootOf(endpointUrl, accountId, region);
  for await (const page of paginateListCertificates({ client: acm }, {})) {
    for (const { CertificateArn } of page.CertificateSummaryList ?? [])
      await acm.send(new DeleteCertificateCommand({ CertificateArn }));
  }
};

/** Writes one record set into the account's zone, as a person might by hand. */
export const writeRecord = async (
  endpointUrl: string,
  accountId: string,
  zoneName: string,
  { name, type, values }: { name: string; type: "NS" | "DS"; values: readonly string[] },
): Promise<void> => {
  const { route53 } = await rootOf(endpointUrl, accountId);
  const zone = (await allZonesOf(route53)).find((each) => bareDnsName(each.Name) === zoneName);
  const ResourceRecords = values.map((Value) => ({ Value }));
  const ResourceRecordSet = { Name: name, Type: type, TTL: 300, ResourceRecords };
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone?.Id,
      ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet }] },
    }),
  );
};

/** Deletes one record set, as a person might by hand. */
export const deleteRecord = async (
  endpointUrl: string,
  accountId: string,
  { name, type }: { name: string; type: string },
): Promise<void> => {
  const { route53 } = await rootOf(endpointUrl, accountId);
  for (const { Id } of await allZonesOf(route53)) {
    const found = (await allRecordsOf(route53, Id ?? "")).find(
      (each) => bareDnsName(each.Name) === name && each.Type === type,
    );
    if (found === undefined) continue;
    const Changes = [{ Action: "DELETE" as const, ResourceRecordSet: found }];
    await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes } }));
    return;
  }
  throw new Error(`account ${accountId} has no record ${name} ${type}`);
};

export type AccountInventory = {
  hostedZones: { id: string; name: string; records: { name: string; type: string; values: string[] }[] }[];
  certificates: { arn: string; domain: string; status: string }[];
  roles: string[];
};

/** Everything in an emulated account, in every region given. */
export const accountInventory = async (
  endpointUrl: string,
  accountId: string,
  regions: readonly string[] = ["ap-southeast-1", "eu-central-1"],
): Promise<AccountInventory> => {
  const { route53, iam } = await rootOf(endpointUrl, accountId);
  const hostedZones = await Promise.all(
    (await allZonesOf(route53)).map(async (zone) => {
      const records = (await allRecordsOf(route53, zone.Id ?? "")).map((each) => ({
        name: bareDnsName(each.Name),
        type: each.Type ?? "",
        values: (each.ResourceRecords ?? []).map(({ Value }) => bareDnsName(Value)),
      }));
      return { id: (zone.Id ?? "").replace("/hostedzone/", ""), name: bareDnsName(zone.Name), records };
    }),
  );
  const certificates: AccountInventory["certificates"] = [];
  for (const region of regions) {
    const { acm } = await rootOf(endpointUrl, accountId, region);
    for await (const { CertificateSummaryList = [] } of paginateListCertificates({ client: acm }, {})) {
      certificates.push(
        ...CertificateSummaryList.map((each) => ({
          arn: each.CertificateArn ?? "",
          domain: each.DomainName ?? "",
          status: each.Status ?? "",
        })),
      );
    }
  }
  const roles: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client: iam }, {}))
    roles.push(...Roles.map((role) => role.RoleName ?? ""));
  return { hostedZones, certificates, roles };
};
