import { rootDomainOf } from "@cogrion/domain";
import { cogrionAccountId } from "@cogrion/emulators/aws/credentials";
import { deleteRecord } from "@cogrion/emulators/aws/index";
import { ensureCname } from "@cogrion/emulators/aws/edge";
import { lookupHost, lookupTargets } from "@cogrion/local-stack/edge/lookup";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEdgeHosts } from "@cogrion/testing/edge-hosts";
import type { EdgeStores } from "@cogrion/testing/edge-stores";
import { live, routeOf, startEdgeStores } from "@cogrion/testing/edge-stores";
import { until } from "@cogrion/testing/until";

let stores: EdgeStores;
let edge: Awaited<ReturnType<typeof startEdgeHosts>>;

beforeAll(async () => {
  stores = await startEdgeStores();
  edge = await startEdgeHosts(stores);
  await stores.kv.write([live("w-here", 1, "bff")]);
  await stores.dynamodb.write([live("w-here", 1, "app")]);
});
afterAll(async () => {
  await edge?.stop();
  await stores?.stop();
});

const lookUp = async (port: number): Promise<unknown> =>
  (await fetch(`http://127.0.0.1:${port}/lookup?tenant=w-here`)).json();

test("the Worker reads KV and the Lambda reads DynamoDB", async () => {
  expect(await lookUp(stores.ports.worker)).toEqual(routeOf("w-here", "bff"));
  expect(await lookUp(stores.ports.lambda)).toEqual(routeOf("w-here", "app"));
});

test("the global host is served from where its record points, and moves with the record", async () => {
  expect(await lookUp(stores.ports.front)).toEqual(routeOf("w-here", "bff"));
  const endpointUrl = stores.parts.aws.endpointUrl;
  await deleteRecord(endpointUrl, cogrionAccountId, { name: lookupHost, type: "CNAME" });
  await ensureCname({ endpointUrl, zoneName: rootDomainOf("local"), name: lookupHost, target: lookupTargets.aws });
  await until("the move", async () => JSON.stringify(await lookUp(stores.ports.front)).includes("//app."));
});
