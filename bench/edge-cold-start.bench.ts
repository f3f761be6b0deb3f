import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readRegionFile } from "@cogrion/config/region-file";
import { globalAuthHostOf, lookupHostOf } from "@cogrion/domain";
import type { EdgeApp } from "@cogrion/edge-bundle/bundle";
import { bundle, edgeApps } from "@cogrion/edge-bundle/bundle";
import { settingsOf } from "@cogrion/edge-bundle/settings";
import { compatibilityDate } from "@cogrion/edge-bundle/wrangler";
import { cloudFrontEventOf, version2EventOf } from "@cogrion/testing/edge/events";
import type { Bench } from "./measure.ts";
import { againstFloor, medianOf } from "./measure.ts";
import { writeFunction } from "./support/cold-function.ts";
import { writeWorker } from "./support/cold-worker.ts";

const rounds = 15;
const repositoryFolder = join(import.meta.dirname, "..");
const packages = join(repositoryFolder, "node_modules");

// An empty function has no AWS SDK to load, which is most of what the others wait for.
const mostBeside = { function: { empty: 6, bare: 1.4 }, Worker: { empty: 1.4, bare: 1.4 } };

const asked: Record<EdgeApp, { host: string; target: string }> = {
  "tenant-lookup": { host: lookupHostOf("prod"), target: "/lookup?tenant=w-nobody" },
  "auth-proxy": { host: globalAuthHostOf("prod"), target: "/.well-known/openid-configuration?tenant=w-nobody" },
};

const settings = settingsOf({
  environment: "prod",
  hosts: ["cloudflare", "lambda", "lambda-edge"],
  given: [
    `CLOUDFLARE_KV_NAMESPACE_ID=${"a".repeat(32)}`,
    `CLOUDFLARE_KV_NAMESPACE_ID_DEV=${"b".repeat(32)}`,
    "ROUTES_TABLE=routes",
    "ROUTES_TABLE_DEV=routes-dev",
  ],
  regionFile: readRegionFile(repositoryFolder),
});
const valuesOf = (app: EdgeApp) => (app === "auth-proxy" ? settings.proxy : settings.lookup);

const emptyFunction = `export const handler = async () => ({ statusCode: 200 });`;
/** The minimum that reads a table: the runtime's own SDK, one item, no checks. */
const bareFunction = `import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
const client = new DynamoDBClient();
export const handler = async () => {
  await client.send(new GetItemCommand({ TableName: "routes", Key: { tenant_id: { S: "w-nobody" } } }));
  return { statusCode: 200 };
};`;
const emptyWorker = `export default { fetch: () => new Response() };`;
const bareWorker = `export default { fetch: async (_request, { TENANT_ROUTES }) => new Response(await TENANT_ROUTES.get("w-nobody")) };`;

type Cold = { name: string; start: () => Promise<number>; remove: () => Promise<void> };

/** An empty store, in DynamoDB's protocol and in the one between workerd and KV. */
const startEmptyStore = async () => {
  let reads = 0;
  const server = createServer((request, response) => {
    reads++;
    request.resume();
    if (request.method === "POST") response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, stop, reads: () => reads };
};

const functionsAt = async (port: number): Promise<Cold[]> => {
  const runtime = {
    AWS_REGION: "ap-southeast-1",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
  };
  const cold = async (
    name: string,
    module: Uint8Array | string,
    event: unknown,
    values: Record<string, string>,
    status: string,
  ): Promise<Cold> => {
    const { start, remove } = await writeFunction({ module, event, environment: { ...values, ...runtime }, packages });
    return { name, start: () => start(status), remove };
  };
  const all = [
    await cold("an empty function", emptyFunction, {}, {}, "200"),
    await cold("a bare GetItem", bareFunction, {}, {}, "200"),
  ];
  for (const app of edgeApps) {
    const request = new Request(`https://${asked[app].host}${asked[app].target}`);
    const values = valuesOf(app);
    const lambda = await bundle({ repositoryFolder, app, host: "lambda" });
    all.push(await cold(`${app} for lambda`, lambda, await version2EventOf(request), values, "404"));
    const edge = await bundle({ repositoryFolder, app, host: "lambda-edge", values });
    all.push(await cold(`${app} for lambda-edge`, edge, await cloudFrontEventOf("origin-request")(request), {}, "404"));
  }
  return all;
};

const workersAt = async (kvPort: number): Promise<Cold[]> => {
  const cold = async (name: string, app: EdgeApp, module: Uint8Array | string, status: number): Promise<Cold> => {
    const { start, remove } = await writeWorker({
      ...asked[app],
      module,
      kvPort,
      compatibilityDate,
      variables: valuesOf(app),
      namespaces: ["TENANT_ROUTES", "TENANT_ROUTES_DEV"],
    });
    return { name, start: () => start(status), remove };
  };
  const all = [
    await cold("an empty Worker", "tenant-lookup", emptyWorker, 200),
    await cold("a bare KV.get", "tenant-lookup", bareWorker, 200),
  ];
  for (const app of edgeApps) {
    const module = await bundle({ repositoryFolder, app, host: "cloudflare" });
    all.push(await cold(`${app} for cloudflare`, app, module, 404));
  }
  return all;
};

/** Medians by name. One of each in turn, so that the machine's load affects all of them. */
const medians = async (all: readonly Cold[], reads: () => number): Promise<Map<string, number>> => {
  const times = new Map(all.map(({ name }): [string, number[]] => [name, []]));
  const [_empty, ...reading] = all;
  // A 404 may also come from an address that was not understood.
  for (const { name, start } of reading) {
    const before = reads();
    await start();
    if (reads() !== before + 1) throw new Error(`${name} did not read the store once`);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, start } of all) times.get(name)?.push(await start());
  }
  return new Map([...times].map(([name, values]) => [name, medianOf(values)]));
};

export const bench: Bench = {
  name: "edge-cold-start",
  summary:
    "From the start of a process to the first answer that needed the store: Node.js for Lambda, workerd for the Workers",
  async *run(log) {
    const store = await startEmptyStore();
    try {
      for (const kind of ["function", "Worker"] as const) {
        const all = await (kind === "function" ? functionsAt : workersAt)(store.port);
        try {
          log(`${all.length} modules, ${rounds} times each`);
          const byName = await medians(all, store.reads);
          const [empty, bare, ...ours] = byName;
          if (empty === undefined || bare === undefined) throw new Error("there is no floor");
          for (const [name, time] of ours) {
            for (const [[floor, floorTime], atMost] of [
              [empty, mostBeside[kind].empty],
              [bare, mostBeside[kind].bare],
            ] as const)
              yield againstFloor({
                name: `${name}, beside ${floor}`,
                ours: time,
                floor: floorTime,
                unit: "ms",
                atMost,
              });
          }
        } finally {
          for (const each of all) await each.remove();
        }
      }
    } finally {
      await store.stop();
    }
  },
};
