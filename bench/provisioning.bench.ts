import { setTimeout as sleep } from "node:timers/promises";
import {
  createAuthoritativeDns,
  createCertificates,
  createClientAccount,
  createHostedZones,
  createParentZone,
  createSessions,
} from "@cogrion/aws";
import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { ClientContext, WorkspaceId } from "@cogrion/domain";
import { redirectUrisOf, workspaceUrlOf } from "@cogrion/domain";
import { createSignInClients } from "@cogrion/keycloak";
import { readConfig } from "@cogrion/worker/config";
import { createConfiguredRoutes } from "@cogrion/worker/routes";
import { startSystem } from "@cogrion/testing/system";
import type { System } from "@cogrion/testing/system";
import { askForWorkspace, inState, launchTemplate, readWorkspace, retry } from "@cogrion/testing/workspaces";
import type { Bench } from "./measure.ts";
import { againstFloor, forTheRecord, medianOf, millisecondsOf, quantileOf } from "./measure.ts";

const turns = 15;
const atMost = 1.25;

export const bench: Bench = {
  name: "provisioning",
  summary:
    "One workspace, from retry to provisioned without ACM's wait, beside a plain script that makes the same calls in order",
  async *run(log) {
    const system = await startSystem();
    try {
      const api = await system.clientOf("owner@acme.example");
      const { id: accountId } = await api.call(routes.createAccount, { body: { name: "Bench" } });
      const script = createScript(system);
      const ours: number[] = [];
      const floor: number[] = [];
      // In turn, so that other load on the machine affects both; the first two warm up.
      for (let turn = -2; turn < turns; turn++) {
        const given = async (kind: string, base: number): Promise<WorkspaceView> => {
          const awsAccountId = String(base + turn + 10);
          const id = await askForWorkspace(api, { accountId, slug: `${kind}-${turn + 10}`, awsAccountId });
          await launchTemplate(system, api, id);
          return readWorkspace(api, id);
        };
        const one = await provisionWithCogrion(api, (await given("ours", 700_000_000_000)).id);
        const other = await script(await given("script", 800_000_000_000));
        if (turn < 0) continue;
        ours.push(one);
        floor.push(other);
      }
      log(`${turns} of each`);
      const unit = "ms";
      yield againstFloor({ name: "one workspace, median", ours: medianOf(ours), floor: medianOf(floor), unit, atMost });
      yield forTheRecord({ name: "one workspace, slowest", ours: quantileOf(ours, 1), unit });
    } finally {
      await system.stop();
    }
  },
};

/** From the workspace's own events, without the time of step 6. */
const provisionWithCogrion = async (api: ApiClient, id: WorkspaceId): Promise<number> => {
  const startedAt = Date.now();
  await retry(api, id);
  await inState(api, id, ["awaiting_bff"]);
  const { items: events } = await api.call(routes.streamEvents, { params: { workspace_id: id } });
  const endedAt = Date.parse(events.findLast(({ type }) => type === "state_changed")?.at ?? "");
  const { items: steps } = await api.call(routes.listSteps, { params: { workspace_id: id } });
  const waited = steps.find((step) => step.id === "await_certificate");
  return endedAt - startedAt - (Date.parse(waited?.finished_at ?? "") - Date.parse(waited?.started_at ?? ""));
};

/**
 * The calls of preflight and of the nine steps with the same clients, without records, workflow and
 * retries.
 */
const createScript = (system: System) => {
  const config = readConfig(system.workerEnvironment);
  const { place } = config;
  const sessions = createSessions(config.aws);
  const clientAccount = createClientAccount(sessions);
  const hostedZones = createHostedZones(sessions);
  const certificates = createCertificates(sessions);
  const parentZone = createParentZone(sessions, { zoneName: config.workspaceDomain });
  const dns = createAuthoritativeDns({ parentZone: config.workspaceDomain, servers: config.dnsServers });
  const edgeRoutes = createConfiguredRoutes(config);
  const signInClients = createSignInClients({ ...config.keycloak, realm: place.region });
  const url = { localBffPort: config.localBffPort };

  return async ({ id, aws, delegated_zone: delegatedZone }: WorkspaceView): Promise<number> => {
    const client: ClientContext = {
      workspaceId: id,
      delegatedZone,
      role: {
        accountId: aws.account_id,
        roleName: aws.role_arn.split("/").at(-1) ?? "",
        region: aws.region,
        externalId: aws.external_id,
      },
    };
    let waitedMilliseconds = 0;
    const total = await millisecondsOf(async () => {
      await clientAccount.preflight(client);
      await clientAccount.assumeRole(client);
      await hostedZones.find(client);
      const zone = await hostedZones.create(client, 1);
      await hostedZones.find(client);
      await parentZone.delegate(delegatedZone, zone.nameServers);
      await dns.delegationsOf(delegatedZone);
      await certificates.find(client);
      const { arn } = await certificates.request(client, id.replaceAll("-", "").slice(0, 32));
      await hostedZones.find(client);
      const record = await waitFor(async () => (await certificates.describe(client, arn))?.validationRecord);
      await hostedZones.upsertRecord(client, zone.id, {
        name: record.name,
        type: "CNAME",
        ttlSeconds: 300,
        values: [record.value],
      });
      waitedMilliseconds = await millisecondsOf(() =>
        waitFor(async () => (await certificates.describe(client, arn))?.status === "issued" || undefined),
      );
      const bffUrl = workspaceUrlOf("bff", id, place, url);
      await edgeRoutes.put(id, { region: place.region, bff_url: bffUrl }, 1);
      const redirectUris = redirectUrisOf(id, place, url);
      const access = { people: {}, domains: [], groups: [] };
      await signInClients.upsert({
        clientId: id,
        redirectUris,
        webOrigins: [new URL(bffUrl).origin],
        keys: [],
        access,
      });
    });
    return total - waitedMilliseconds;
  };
};

const waitFor = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(100);
  }
};
