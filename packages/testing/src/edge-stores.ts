import { createDynamoRouteStore } from "@cogrion/aws";
import { createKvRouteStore } from "@cogrion/cloudflare";
import type {
  RegionId,
  RouteEntry,
  RouteStore,
  RouteStoreName,
  WorkspaceId,
  WritableRouteEntry,
} from "@cogrion/domain";
import { cogrionAccessKeyId } from "@cogrion/emulators/aws/credentials";
import { ensureLookup, lookupWorkerOf, routesTable, routesTableRegion } from "@cogrion/local-stack/edge/lookup";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { TestParts } from "./parts.ts";
import { startTestParts, testSecrets } from "./parts.ts";
import type { GateProxy } from "./gate-proxy.ts";
import { startGateProxy } from "./gate-proxy.ts";

export type EdgeStores = {
  parts: TestParts<"aws" | "workers" | "postgres">;
  kv: RouteStore;
  dynamodb: RouteStore;
  /** Gates in front of Cloudflare's API and of DynamoDB. */
  gates: { kv: GateProxy; dynamodb: GateProxy };
  ports: { front: number; worker: number; lambda: number };
  /** Writes values that our adapters would not write: a text into KV. */
  putText(id: string, text: string): Promise<void>;
  stop(): Promise<void>;
};

export const routeOf = (id: string, host = "bff") => ({
  region: "sgp-1" as RegionId,
  bff_url: `http://${host}.${id}.local.sgp-1.cogrion.localhost:3001`,
});

export const live = (id: string, version = 1, host?: string): WritableRouteEntry => ({
  workspaceId: id,
  version,
  state: "live",
  route: routeOf(id, host),
});

export const idOf = (id: string): WorkspaceId => id as WorkspaceId;

export const entryIn = async (store: RouteStore, id: string): Promise<RouteEntry | undefined> =>
  (await store.read([id])).get(id);

/**
 * Real KV in workerd and the emulator's DynamoDB, as provisioning reaches them, with the lookup's
 * Worker.
 */
export const startEdgeStores = async (): Promise<EdgeStores> => {
  const [front = 0, worker = 0, lambda = 0] = await freePorts(3);
  const ports = { front, worker, lambda };
  const parts = await startTestParts({ parts: ["postgres", "aws", "workers"], workerApps: [lookupWorkerOf(ports)] });
  await ensureLookup(parts.aws.endpointUrl);
  const gates = {
    kv: await startGateProxy(() => new URL(parts.workers.apiUrl).origin),
    dynamodb: await startGateProxy(() => parts.aws.endpointUrl),
  };
  const { accountId, apiToken, namespaceId } = testSecrets.cloudflare;
  return {
    parts,
    gates,
    ports,
    kv: createKvRouteStore({
      ...testSecrets.cloudflare,
      baseUrl: `${gates.kv.url}/client/v4`,
      environment: "local",
    }),
    dynamodb: createDynamoRouteStore({
      region: routesTableRegion,
      endpoint: gates.dynamodb.url,
      credentials: { accessKeyId: cogrionAccessKeyId, secretAccessKey: "test" },
      table: routesTable,
      environment: "local",
    }),
    async putText(id, text) {
      const url = `${parts.workers.apiUrl}/accounts/${accountId}/storage/kv/namespaces/${namespaceId}/values/${id}`;
      const response = await fetch(url, {
        method: "PUT",
        headers: { authorization: `Bearer ${apiToken}`, "content-type": "text/plain" },
        body: text,
      });
      if (!response.ok) throw new Error(`KV answered ${response.status}`);
    },
    async stop() {
      await gates.kv.close();
      await gates.dynamodb.close();
      await parts.stop();
    },
  };
};

export const storeNames: RouteStoreName[] = ["cloudflare-kv", "dynamodb"];
export const storeOf = (stores: EdgeStores, name: RouteStoreName): RouteStore =>
  name === "dynamodb" ? stores.dynamodb : stores.kv;
