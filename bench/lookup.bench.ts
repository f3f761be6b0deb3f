import { createLambdaHost } from "@cogrion/edge";
import { version2EventOf } from "@cogrion/testing/edge/events";
import type { TestWorker } from "@cogrion/testing/edge/hosts";
import { startWorkerHost } from "@cogrion/testing/edge/hosts";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { routeEntryOfText } from "@cogrion/domain/workspace/tenant-route";
import { createLookupHandler } from "../apps/tenant-lookup/src/handler.ts";
import type { Bench, Measure } from "./measure.ts";
import { againstFloor, medianOf, millisecondsOf, reachingFloor, withinLimit } from "./measure.ts";
import { cpuSecondsOf } from "./support/cpu.ts";
import { load, requestsPerSecondOf } from "./support/load.ts";
import { residentMebibytesOf, workerdPids } from "./support/workerd.ts";

const samples = 5000;
const warmUps = 1000;
const tenant = "w-acme";
const path = `/lookup?tenant=${tenant}`;
const route = JSON.stringify({ region: "sgp-1", bff_url: "https://bff.w-acme.sgp-1.cogrion.com" });
const routeEntry = routeEntryOfText(route, { workspaceId: "w-acme", version: 0 }, "prod");

/** A Worker that only returns `KV.get`. */
const bareWorker = `export default {
  fetch: async (request, { TENANT_ROUTES }) =>
    new Response(await TENANT_ROUTES.get(new URL(request.url).searchParams.get("tenant"), { cacheTtl: 30 })),
};`;

const rounds = 9;
const secondsOfEach = 4;
const connections = 16;
const memoryRequests = 100_000;
/**
 * Until here V8 lets the heap grow before it collects much: a Worker that only passes requests on
 * grows as far.
 */
const settledRequests = 150_000;

export const bench: Bench = {
  name: "lookup",
  summary:
    "The lookup in workerd beside a Worker that only returns KV.get, its memory, and its Lambda function without a store",
  async *run(log) {
    yield* lambda();
    const [ourPort = 0, barePort = 0] = await freePorts(2);
    const ours = await startWorkerHost({ app: "tenant-lookup", bindings: { ENVIRONMENT: "prod" }, port: ourPort });
    const [ourPid = 0] = await workerdPids();
    const bare = await startWorkerHost({ script: bareWorker, bindings: {}, port: barePort });
    const barePid = (await workerdPids()).find((pid) => pid !== ourPid) ?? 0;
    try {
      await Promise.all([ours, bare].map((worker: TestWorker) => worker.put(tenant, route)));
      log(`${rounds} rounds of ${secondsOfEach} s each, in turn`);
      yield* beside({ port: ourPort, pid: ourPid }, { port: barePort, pid: barePid });
      log(`${settledRequests + memoryRequests} requests`);
      yield* memory({ port: ourPort, pid: ourPid });
    } finally {
      await Promise.all([ours.stop(), bare.stop()]);
    }
  },
};

async function* lambda(): AsyncIterable<Measure> {
  const handler = createLambdaHost(
    createLookupHandler({ defaultEnvironment: "prod", readers: { prod: () => Promise.resolve(routeEntry) } }),
  );
  const event = await version2EventOf(new Request(`https://cplane.cogrion.com${path}`));
  const { statusCode } = await handler(event);
  if (statusCode !== 200) throw new Error(`the lookup answered ${statusCode}`);
  for (let count = 0; count < warmUps; count++) await handler(event);
  const times: number[] = [];
  for (let count = 0; count < samples; count++) times.push(await millisecondsOf(() => handler(event)));
  yield withinLimit({ name: "Lambda without its store, p50", ours: medianOf(times), unit: "ms", atMost: 0.3 });
}

type Worker = { port: number; pid: number };

const orderOf = ({ port }: Worker) => ({
  url: `http://127.0.0.1:${port}${path}`,
  asks: [{ expected: route }],
  connections,
});

async function* beside(ours: Worker, bare: Worker): AsyncIterable<Measure> {
  const measure = async (worker: Worker) => {
    const before = await cpuSecondsOf(worker.pid);
    const result = await load({ ...orderOf(worker), seconds: secondsOfEach });
    const perSecond = requestsPerSecondOf(result);
    return { perSecond, perCpuSecond: (perSecond * result.seconds) / ((await cpuSecondsOf(worker.pid)) - before) };
  };
  await measure(ours);
  await measure(bare);
  const all = { ours: [] as Awaited<ReturnType<typeof measure>>[], bare: [] as Awaited<ReturnType<typeof measure>>[] };
  for (let round = 0; round < rounds; round++) {
    all.ours.push(await measure(ours));
    all.bare.push(await measure(bare));
  }
  for (const [by, name] of [
    ["perSecond", "by the clock"],
    ["perCpuSecond", "by the server's CPU"],
  ] as const) {
    yield reachingFloor({
      name: `beside a bare Worker, ${name}`,
      ours: medianOf(all.ours.map((each) => each[by])),
      floor: medianOf(all.bare.map((each) => each[by])),
      unit: by === "perSecond" ? "/s" : "/CPU s",
      atLeast: 0.85,
    });
  }
}

async function* memory(worker: Worker): AsyncIterable<Measure> {
  const run = async (requests: number) => {
    const { answers } = await load({ ...orderOf(worker), seconds: 120, requests });
    if (answers["200"] !== requests) throw new Error(`not every answer was right: ${JSON.stringify(answers)}`);
  };
  await run(settledRequests);
  const settled = await residentMebibytesOf(worker.pid);
  await run(memoryRequests);
  yield againstFloor({
    name: `workerd after ${memoryRequests} requests, beside after ${settledRequests} before them`,
    ours: await residentMebibytesOf(worker.pid),
    floor: settled,
    unit: "MiB",
    atMost: 1.1,
  });
}
