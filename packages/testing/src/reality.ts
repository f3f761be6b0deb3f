import type { ApiClient } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { readTableRoute } from "@cogrion/emulators/aws/edge";
import { accountInventory, cogrionAccountId } from "@cogrion/emulators/aws/index";
import { withDatabase } from "@cogrion/local-stack/database";
import { routesTable, routesTableRegion } from "@cogrion/local-stack/edge/lookup";
import KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type { System } from "./system.ts";

/** What really exists for a workspace, read from each part itself. */
export type Reality = {
  hostedZones: number;
  /** Records of the workspace's zone, except NS and SOA. */
  validationRecords: string[];
  certificates: number;
  delegations: number;
  /** In Workers KV and in DynamoDB. */
  route: unknown;
  tableRoute: unknown;
  keycloakClients: string[][];
  tenantStatus: string | undefined;
};

const readRoute = async (system: System, id: WorkspaceId): Promise<unknown> => {
  const { accountId, namespaceId, apiToken } = system.secrets.cloudflare;
  const url = `${system.parts.workers.apiUrl}/accounts/${accountId}/storage/kv/namespaces/${namespaceId}/values/${id}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiToken}` } });
  return response.status === 404 ? undefined : response.json();
};

const readClients = async (system: System, id: WorkspaceId): Promise<string[][]> => {
  const { username, password } = system.secrets.keycloakAdmin;
  const admin = new KeycloakAdminClient({ baseUrl: system.parts.keycloak.url, realmName: "master" });
  await admin.auth({ grantType: "password", clientId: "admin-cli", username, password });
  admin.setConfig({ realmName: system.place.region });
  return (await admin.clients.find({ clientId: id })).map((client) => (client.redirectUris ?? []).toSorted());
};

const readTenant = (system: System, id: WorkspaceId): Promise<string | undefined> =>
  withDatabase(system.databaseUrl, async (client) => {
    const { rows } = await client.query<{ status: string }>("select status from tenants where workspace_id = $1", [id]);
    return rows[0]?.status;
  });

export const realityOf = async (
  system: System,
  id: WorkspaceId,
  zone: string,
  awsAccountId: string,
): Promise<Reality> => {
  const endpoint = system.parts.aws.endpointUrl;
  const [client, own] = await Promise.all([
    accountInventory(endpoint, awsAccountId),
    accountInventory(endpoint, cogrionAccountId),
  ]);
  const zones = client.hostedZones.filter((each) => each.name === zone);
  return {
    hostedZones: zones.length,
    validationRecords: zones.flatMap(({ records }) =>
      records.filter(({ type }) => type !== "NS" && type !== "SOA").map(({ name }) => name),
    ),
    certificates: client.certificates.filter(({ domain }) => domain === `*.${zone}`).length,
    delegations: own.hostedZones.flatMap(({ records }) =>
      records.filter(({ name, type }) => name === zone && type === "NS"),
    ).length,
    route: await readRoute(system, id),
    tableRoute: await readTableRoute({ endpointUrl: endpoint, region: routesTableRegion, table: routesTable }, id),
    keycloakClients: await readClients(system, id),
    tenantStatus: await readTenant(system, id),
  };
};

/** The kinds that exist according to the ledger. */
export const presentInLedger = async (api: ApiClient, id: WorkspaceId): Promise<string[]> => {
  const { items } = await api.call(routes.listLedger, { params: { workspace_id: id } });
  return items
    .filter((entry) => entry.status === "present")
    .map((entry) => entry.kind)
    .toSorted();
};
