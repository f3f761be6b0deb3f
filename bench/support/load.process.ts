import { json } from "node:stream/consumers";
import autocannon from "autocannon";
import type { LoadResult } from "./load.ts";
import { loadOrder } from "./load.ts";

const { url, asks, connections, seconds, requests, requestsPerSecond } = loadOrder.parse(await json(process.stdin));

const answers: Record<string, number> = {};
let wrong = 0;
let lastFailureAt: number | null = null;
let firstSuccessAfterAt: number | null = null;
const count = (status: number | "none"): void => {
  answers[status] = (answers[status] ?? 0) + 1;
  if (status !== 200) {
    lastFailureAt = Date.now();
    firstSuccessAfterAt = null;
  } else if (lastFailureAt !== null) firstSuccessAfterAt ??= Date.now();
};

const all = asks.map(({ token, expected }): autocannon.Request => ({
  method: "GET",
  headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  onResponse: (status, body) => {
    count(status);
    if (status === 200 && !body.includes(expected)) wrong += 1;
  },
}));

let started = 0;
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const options: autocannon.Options = {
  url,
  connections,
  duration: seconds,
  timeout: 30,
  ...(requests === undefined ? {} : { amount: requests }),
  ...(requestsPerSecond === undefined ? {} : { overallRate: requestsPerSecond }),
  setupClient: (client) => {
    const first = started++ % all.length;
    client.setRequests([...all.slice(first), ...all.slice(0, first)]);
  },
};
await new Promise((resolve, reject) => {
  const instance = autocannon(options, (error, done) => (error === null ? resolve(done) : reject(error)));
  instance.on("reqError", () => count("none"));
  // With a number of requests, autocannon ignores the time.
  setTimeout(() => instance.stop(), seconds * 1000).unref();
});
const elapsed = (performance.now() - startedAt) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const result: LoadResult = {
  seconds: elapsed,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  answers,
  wrong,
  lastFailureAt,
  firstSuccessAfterAt,
};
process.stdout.write(JSON.stringify(result));
