import type { ApiClient } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { redirectUrisOf } from "@cogrion/domain";
import {
  accountInventory,
  cogrionAccountId,
  deleteCertificates,
  deleteHostedZones,
  deleteRecord,
} from "@cogrion/emulators/aws/index";
import { withDatabase } from "@cogrion/local-stack/database";
import { createKvRouteStore } from "@cogrion/cloudflare";
import { createSignInClients } from "@cogrion/keycloak";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realityOf } from "@cogrion/testing/reality";
import { useSharedSystem } from "@cogrion/testing/shared-system";
import { until } from "@cogrion/testing/until";
import { askForWorkspace, inState, launchTemplate, readWorkspace, retry } from "@cogrion/testing/workspaces";

const system = useSharedSystem();
let api: ApiClient;
let accountId: string;
const oftenReconciling = { RECONCILIATION_INTERVAL_SECONDS: "1" };

beforeAll(async () => {
  await system.restartWorkerWith(oftenReconciling);
  api = await system.clientOf("drift@acme.example");
  accountId = (await api.call(routes.createAccount, { body: { name: "Drift" } })).id;
});
afterAll(() => system.restartWorkerWith({}));

const given = async (slug: string, awsAccountId: string): Promise<{ id: WorkspaceId; zone: string }> => {
  const id = await askForWorkspace(api, { accountId, slug, awsAccountId });
  await launchTemplate(system, api, id);
  await retry(api, id);
  const { delegated_zone: zone } = await inState(api, id, ["awaiting_bff"]);
  return { id, zone };
};

const kvOf = () =>
  createKvRouteStore({ ...system.secrets.cloudflare, baseUrl: system.parts.workers.apiUrl, environment: "local" });

type Finding = { kind: string; finding: string; is_repaired: boolean };

const driftOf = async (id: WorkspaceId): Promise<string[]> => {
  const { items } = await api.call(routes.getDrift, { params: { workspace_id: id } });
  return items.map(lineOf).toSorted();
};
const lineOf = ({ kind, finding, is_repaired: isRepaired }: Finding): string =>
  `${kind} ${finding}${isRepaired ? ", repaired" : ""}`;

const drifts = (id: WorkspaceId, expected: string[]): Promise<string[]> =>
  until(`${expected.join(" and ")} of ${id}`, async () => {
    const found = await driftOf(id);
    return JSON.stringify(found) === JSON.stringify(expected) && found;
  });

/** Everything in all reports: a repair is new in only one of them. */
const toldOf = async (id: WorkspaceId): Promise<Set<string>> => {
  const { items } = await api.call(routes.streamEvents, { params: { workspace_id: id } });
  const found = items
    .filter(({ type }) => type === "drift_changed")
    .flatMap(({ data }) => data["drifts"] as (Finding & { isRepaired: boolean })[]);
  return new Set(found.map((each) => lineOf({ ...each, is_repaired: each.isRepaired })));
};

const repair = (id: WorkspaceId) => api.call(routes.repairWorkspace, { params: { workspace_id: id } });

const query = (text: string, values: unknown[]) =>
  withDatabase(system.databaseUrl, (client) => client.query(text, values));

test("Cogrion's own resources are repaired: delegation, tenant, route and sign-in client", async () => {
  const awsAccountId = "800000000001";
  const { id, zone } = await given("ours", awsAccountId);
  await drifts(id, []);
  const elsewhere = { region: system.place.region, bff_url: "https://elsewhere.example" };
  const clients = createSignInClients({
    url: system.parts.keycloak.url,
    realm: system.place.region,
    clientId: "cogrion-control-plane",
    clientSecret: system.workerEnvironment["KEYCLOAK_ADMIN_CLIENT_SECRET"] ?? "",
  });
  const aws = system.parts.aws.endpointUrl;
  const before = await realityOf(system, id, zone, awsAccountId);

  await deleteRecord(aws, cogrionAccountId, { name: zone, type: "NS" });
  await kvOf().write([{ workspaceId: id, version: 1, state: "live", route: elsewhere }]);
  const access = { people: { "eve@evil.example": "person" as const }, domains: [], groups: [] };
  await clients.upsert({
    clientId: id,
    redirectUris: ["https://elsewhere.example/*"],
    webOrigins: [],
    keys: [],
    access,
  });
  await query("update tenants set status = 'reserved' where workspace_id = $1", [id]);

  const repaired = [
    "edge_route changed, repaired",
    "keycloak_client changed, repaired",
    "route53_delegation missing, repaired",
    "tenant changed, repaired",
  ];
  await until("all repairs", async () => {
    const told = await toldOf(id);
    return repaired.every((each) => told.has(each));
  });
  await drifts(id, []);
  expect(await realityOf(system, id, zone, awsAccountId)).toEqual(before);
  expect(before.keycloakClients).toEqual([
    redirectUrisOf(id, system.place, { localBffPort: system.bffPort }).toSorted(),
  ]);
});

test("the client's resources are reported, each once; a delegation does not outlive its zone", async () => {
  const awsAccountId = "800000000002";
  const { id, zone } = await given("theirs", awsAccountId);
  const aws = system.parts.aws.endpointUrl;
  const [record = ""] = (await realityOf(system, id, zone, awsAccountId)).validationRecords;

  await deleteRecord(aws, awsAccountId, { name: record, type: "CNAME" });
  await drifts(id, ["route53_validation_record missing"]);
  await deleteHostedZones(aws, awsAccountId);
  await drifts(id, ["route53_hosted_zone missing", "route53_validation_record missing"]);

  const { hint } = await inState(api, id, ["blocked"]);
  expect(hint).toMatchObject({ code: "delegation_withdrawn", owner: "client" });
  await until("the withdrawal", async () => (await toldOf(id)).has("route53_delegation changed, repaired"));
  expect((await realityOf(system, id, zone, awsAccountId)).delegations).toBe(0);
  const inventory = await accountInventory(aws, awsAccountId);
  expect(inventory.hostedZones).toEqual([]);
  const { items } = await api.call(routes.streamEvents, { params: { workspace_id: id } });
  expect(items.filter(({ type }) => type === "drift_changed").length).toBeLessThanOrEqual(4);

  await retry(api, id);
  await inState(api, id, ["awaiting_bff"]);
  expect((await realityOf(system, id, zone, awsAccountId)).delegations).toBe(1);
});

test("an account that can no longer be entered is reported, and Cogrion's own resources are still checked", async () => {
  const awsAccountId = "800000000003";
  const { id, zone } = await given("closed", awsAccountId);
  await launchTemplate(system, api, id, {
    trustPolicy: (policy) => policy.replaceAll("sts:AssumeRole", "sts:TagSession"),
  });
  // Issued sessions stay valid for a quarter of an hour; another worker has none.
  await system.restartWorkerWith(oftenReconciling);
  await drifts(id, ["client_role unreachable"]);

  await kvOf().write([{ workspaceId: id, version: 1, state: "deleted" }]);
  await until("the route", async () => (await kvOf().read([id])).get(id));
  await drifts(id, ["client_role unreachable"]);

  // The account tells nothing any more, but its name servers do.
  await deleteHostedZones(system.parts.aws.endpointUrl, awsAccountId);
  expect((await inState(api, id, ["blocked"])).hint).toMatchObject({ code: "delegation_withdrawn" });
  expect((await realityOf(system, id, zone, awsAccountId)).delegations).toBe(0);
});

test("a repair creates again what the client deleted, and the workspace keeps its id", async () => {
  const awsAccountId = "800000000004";
  const { id, zone } = await given("repaired", awsAccountId);
  const aws = system.parts.aws.endpointUrl;
  const { region } = (await readWorkspace(api, id)).aws;
  const before = await realityOf(system, id, zone, awsAccountId);
  const inventoryOf = async () => {
    const { hostedZones, certificates } = await accountInventory(aws, awsAccountId);
    return { zoneId: hostedZones[0]?.id, arn: certificates[0]?.arn };
  };
  const first = await inventoryOf();

  await deleteHostedZones(aws, awsAccountId);
  await deleteCertificates(aws, awsAccountId, region);
  await drifts(id, ["acm_certificate missing", "route53_hosted_zone missing", "route53_validation_record missing"]);
  await repair(id);
  await inState(api, id, ["awaiting_bff"]);
  await drifts(id, []);
  expect(await realityOf(system, id, zone, awsAccountId)).toMatchObject({
    ...before,
    validationRecords: [expect.any(String)],
  });
  const second = await inventoryOf();
  expect([second.zoneId === first.zoneId, second.arn === first.arn]).toEqual([false, false]);
  expect((await readRecords(zone)).toSorted()).toEqual((await zoneServersOf(awsAccountId)).toSorted());
  const { items } = await api.call(routes.listLedger, { params: { workspace_id: id } });
  expect(items.map(({ kind, status, external_id: externalId }) => [kind, status, externalId])).toEqual(
    expect.arrayContaining([
      ["route53_hosted_zone", "present", second.zoneId],
      ["acm_certificate", "present", second.arn],
    ]),
  );
});

/** The name servers that Cogrion's zone delegates the name to. */
const readRecords = async (zone: string): Promise<string[]> => {
  const { hostedZones } = await accountInventory(system.parts.aws.endpointUrl, cogrionAccountId);
  return hostedZones.flatMap(
    ({ records }) => records.find(({ name, type }) => name === zone && type === "NS")?.values ?? [],
  );
};

const zoneServersOf = async (awsAccountId: string): Promise<string[]> => {
  const { hostedZones } = await accountInventory(system.parts.aws.endpointUrl, awsAccountId);
  return hostedZones[0]?.records.find(({ type }) => type === "NS")?.values ?? [];
};

test("a repair that the client has to help is blocked with a hint, continues, and is cancelled without an undo", async () => {
  const awsAccountId = "800000000005";
  const { id, zone } = await given("helped", awsAccountId);
  const before = await realityOf(system, id, zone, awsAccountId);
  await launchTemplate(system, api, id, { without: "acm:RequestCertificate" });
  await repair(id);
  const { hint } = await inState(api, id, ["blocked"]);
  expect(hint).toMatchObject({ code: "permission_missing", permissions: ["acm:RequestCertificate"] });
  await launchTemplate(system, api, id);
  await retry(api, id);
  await inState(api, id, ["awaiting_bff"]);

  await launchTemplate(system, api, id, { without: "acm:RequestCertificate" });
  await repair(id);
  await inState(api, id, ["blocked"]);
  const cancelled = await api.call(routes.cancelWorkspace, { params: { workspace_id: id } });
  expect(cancelled).toMatchObject({ state: "awaiting_bff", hint: null });
  await drifts(id, []);
  expect(await realityOf(system, id, zone, awsAccountId)).toEqual(before);
});
