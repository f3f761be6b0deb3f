import { afterEach, expect, test } from "vitest";
import { createLogger } from "@cogrion/telemetry/logs/logger";
import { createHttpMetrics } from "@cogrion/telemetry/metrics/http";
import { createMetricsRegistry } from "@cogrion/telemetry/metrics/registry";
import type { OpsListener } from "./listener.ts";
import { startOpsListener } from "./listener.ts";

let ops: OpsListener | undefined;
afterEach(async () => {
  await ops?.close();
  ops = undefined;
});

const identity = { service: "worker", environment: "local", region: "sgp-1" };

const start = async (isDown: () => boolean) => {
  const lines: string[] = [];
  const registry = createMetricsRegistry(identity);
  const logger = createLogger({ ...identity, level: "info", destination: { write: (line) => void lines.push(line) } });
  const listener = await startOpsListener({
    bindAddress: "127.0.0.1",
    port: 0,
    registry,
    logger,
    checks: {
      postgres: async () => {
        if (isDown()) throw new Error("password authentication failed");
      },
    },
  });
  ops = listener;
  const get = (path: string) => fetch(`http://127.0.0.1:${listener.port}${path}`);
  return { get, listener, registry, lines };
};

test("readyz follows the dependency, healthz does not", async () => {
  const { get, lines } = await start(() => true);
  const readyz = await get("/readyz");
  expect(readyz.status).toBe(503);
  const text = await readyz.text();
  expect(JSON.parse(text)).toMatchObject({ status: "not_ready", missing: ["postgres"] });
  expect(text).not.toContain("password");
  expect((await get("/healthz")).status).toBe(200);
  expect(lines.join("")).toContain("a dependency is unavailable");
});

test("a process that stops is alive but not ready", async () => {
  const { get, listener } = await start(() => false);
  expect((await get("/readyz")).status).toBe(200);
  listener.markStopping();
  const readyz = await get("/readyz");
  expect(readyz.status).toBe(503);
  expect(await readyz.json()).toMatchObject({ status: "stopping", missing: [] });
  expect((await get("/healthz")).status).toBe(200);
});

test("metrics carry the route's id, status and listener, and the process's own figures", async () => {
  const { get, registry } = await start(() => false);
  const requests = createHttpMetrics(registry, "public");
  requests.begin()({ routeId: "workspaces.get", status: 404 });
  createHttpMetrics(registry, "internal").begin()({ routeId: "principals.get", status: 200 });
  const metrics = await get("/metrics");
  expect(metrics.headers.get("content-type")).toContain("text/plain");
  const text = await metrics.text();
  expect(text).toMatch(/http_request_duration_seconds_count\{.*route="workspaces.get".*status="404".*\} 1/);
  expect(text).toMatch(/http_requests_in_flight\{.*listener="public".*\} 0/);
  expect(text).toContain('process_resident_memory_bytes{service="worker",environment="local",region="sgp-1"}');
});
