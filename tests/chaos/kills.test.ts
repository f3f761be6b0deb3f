import type { ApiClient } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { StepId, WorkspaceId } from "@cogrion/domain";
import { redirectUrisOf, resourceKinds, stepIds } from "@cogrion/domain";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { GateProxy } from "@cogrion/testing/gate-proxy";
import { startGateProxy } from "@cogrion/testing/gate-proxy";
import { presentInLedger, realityOf } from "@cogrion/testing/reality";
import type { StrictAws } from "@cogrion/testing/strict-aws";
import { strictAws } from "@cogrion/testing/strict-aws";
import type { OwnSystem } from "@cogrion/testing/system";
import { startSystem } from "@cogrion/testing/system";
import { until } from "@cogrion/testing/until";
import { askForWorkspace, inState, launchTemplate, readWorkspace, retry } from "@cogrion/testing/workspaces";
import type { Held, When } from "./moments.ts";
import { moments } from "./moments.ts";

const victims = ["worker", "control-plane", "temporal", "postgres", "keycloak"] as const;
type Victim = (typeof victims)[number];
type Case = { victim: Victim; when: When; step: StepId };

const allCases: Case[] = victims.flatMap((victim) =>
  stepIds.flatMap((step) => (["before", "after"] as const).map((when) => ({ victim, when, step }))),
);

/**
 * Each victim, and each way in which a response can be lost: another service's, our database's,
 * none.
 */
const sampledCases: Case[] = [
  { victim: "worker", when: "after", step: "create_hosted_zone" },
  { victim: "worker", when: "after", step: "request_certificate" },
  { victim: "worker", when: "before", step: "await_certificate" },
  { victim: "control-plane", when: "before", step: "delegate_zone" },
  { victim: "temporal", when: "after", step: "publish_route" },
  { victim: "postgres", when: "before", step: "write_tenant" },
  { victim: "keycloak", when: "after", step: "create_sign_in_client" },
];

const isSample = process.env["COGRION_KILLS"] === "sample";

let system: OwnSystem;
let aws: StrictAws;
let kv: GateProxy;
let keycloak: GateProxy;
let api: ApiClient;
let accountId: string;
let caseNumber = 0;

beforeAll(async () => {
  kv = await startGateProxy(() => new URL(system.parts.workers.apiUrl).origin);
  keycloak = await startGateProxy(() => system.parts.keycloak.url);
  system = await startSystem({
    workerEnvironment: { KEYCLOAK_ADMIN_URL: keycloak.url, CLOUDFLARE_BASE_URL: `${kv.url}/client/v4` },
  });
  aws = strictAws(system.parts.aws.endpointUrl);
  api = await system.clientOf("owner@acme.example");
  accountId = (await api.call(routes.createAccount, { body: { name: "Kills" } })).id;
});
// A case that fails midway must not fail later ones.
beforeEach(async () => {
  await system.ensureRunning();
  await aws.clear();
  kv.clear();
  keycloak.clear();
});
afterAll(async () => {
  await system?.stop();
  await kv?.close();
  await keycloak?.close();
});

/** For step 6, validation is held back, so that the held checks of the certificate are its own. */
const hold = async ({ step, when }: Case, id: WorkspaceId): Promise<Held> => {
  const deps = { system, aws, kv, keycloak };
  if (step !== "await_certificate") {
    const held = await moments[step](deps, when, id);
    await retry(api, id);
    return held;
  }
  await aws.acm({ neverValidates: true });
  await retry(api, id);
  await until("step 6", async () => {
    const { items } = await api.call(routes.listSteps, { params: { workspace_id: id } });
    return items.some((each) => each.id === step && each.status === "running");
  });
  const held = await moments[step](deps, when, id);
  // Not earlier: a check that had already passed the gate would find it validated, and be the last
  // one.
  await held.held;
  await aws.acm({ neverValidates: false });
  return held;
};

test.each(isSample ? sampledCases : allCases)("$victim killed $when $step", async (each) => {
  caseNumber += 1;
  // A separate account for each case, so that everything in it is this case's.
  const awsAccountId = String(300_000_000_000 + caseNumber);
  const id = await askForWorkspace(api, { accountId, slug: `kill-${caseNumber}`, awsAccountId });
  await launchTemplate(system, api, id);

  const held = await hold(each, id);
  try {
    await held.held;
    await system.kill(each.victim);
  } finally {
    await held.release();
  }
  await system.restart(each.victim);

  const workspace = await inState(api, id, ["awaiting_bff", "blocked", "failed"]);
  expect(workspace.hint).toBeNull();
  expect(workspace.state).toBe("awaiting_bff");
  const zone = workspace.delegated_zone;
  const redirectUris = redirectUrisOf(id, system.place, { localBffPort: system.bffPort }).toSorted();
  const reality = await realityOf(system, id, zone, awsAccountId);
  expect(reality).toMatchObject({ hostedZones: 1, certificates: 1, delegations: 1, tenantStatus: "active" });
  expect(reality.validationRecords).toHaveLength(1);
  expect(reality.route).toMatchObject({ region: system.place.region });
  expect(reality.tableRoute).toEqual(reality.route);
  expect(reality.keycloakClients).toEqual([redirectUris]);
  expect(await presentInLedger(api, id)).toEqual(resourceKinds.toSorted());

  await until("the deletion", async () => {
    await api.call(routes.deleteWorkspace, { params: { workspace_id: id } });
    return true;
  });
  await inState(api, id, ["deleted"]);
  expect(await realityOf(system, id, zone, awsAccountId)).toEqual({
    hostedZones: 0,
    validationRecords: [],
    certificates: 0,
    delegations: 0,
    route: undefined,
    tableRoute: undefined,
    keycloakClients: [],
    tenantStatus: "deleted",
  });
  expect(await presentInLedger(api, id)).toEqual([]);
  expect((await readWorkspace(api, id)).state).toBe("deleted");
});
