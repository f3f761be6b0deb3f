import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "@cogrion/domain";
import { preflightCheckIds } from "@cogrion/domain";
import { startApp } from "@cogrion/local-stack/parts/app";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import type { Pool } from "@cogrion/postgres";
import { createPool, createStore, createTenants } from "@cogrion/postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { clientRole, givenRequested } from "@cogrion/testing/region/region";
import type { GateProxy } from "@cogrion/testing/gate-proxy";
import { startGateProxy } from "@cogrion/testing/gate-proxy";
import { workerEnvironmentOf } from "./support/environment.ts";

const place: Place = { environment: "local", region: "sgp-1" as Place["region"] };
const poll = { timeout: 60_000, interval: 100 };

let parts: TestParts<"postgres" | "temporal" | "aws">;
let awsGate: GateProxy;
let environment: Record<string, string>;
let opsUrl: string;
let region: Pick<TestRegion, "pool" | "store" | "tenants" | "place">;
let pool: Pool;
const workers: RunningPart[] = [];
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres", "temporal", "aws"] });
  awsGate = await startGateProxy(() => parts.aws.endpointUrl);
  const databaseUrl = await parts.createDatabase("worker");
  const [opsPort = 0, nobody = 0] = await freePorts(2);
  opsUrl = `http://127.0.0.1:${opsPort}`;
  environment = workerEnvironmentOf(place, parts, {
    opsPort,
    nobody,
    temporalAddress: parts.temporal.address,
    databaseUrl,
    awsEndpointUrl: awsGate.url,
  });
  pool = createPool({ databaseUrl, applicationName: "test" });
  region = { pool, store: createStore(pool), tenants: createTenants(pool), place };
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});
afterAll(async () => {
  await pool?.end();
  await awsGate?.close();
  await parts?.stop();
});

const logFile = () => join(parts.folder, "logs", "worker.log");
const start = async (): Promise<RunningPart> => {
  const worker = await startApp({ app: "worker", environment, logFile: logFile(), readyUrl: `${opsUrl}/readyz` });
  workers.push(worker);
  return worker;
};
const readiness = async () => {
  const response = await fetch(`${opsUrl}/readyz`);
  return { code: response.status, ...((await response.json()) as { status: string; missing: string[] }) };
};

test("SIGTERM finishes the activity in flight, starts nothing new, and exits with 0; the next worker continues from there", async () => {
  const worker = await start();
  // The preflight's first call, held before it reaches AWS.
  const question = awsGate.gate(() => true, "before");
  const { id } = await givenRequested(region as TestRegion);
  await question.held;
  process.kill(worker.pid, "SIGTERM");
  await expect.poll(() => readFile(logFile(), "utf8"), poll).toContain('"message":"stopping"');
  expect(await readiness()).toMatchObject({ code: 503, status: "stopping" });
  const { id: later } = await givenRequested(region as TestRegion);
  question.release();
  expect(await worker.exited).toEqual({ code: 0, signal: null });
  expect(await readFile(logFile(), "utf8")).toContain('"message":"stopped"');
  // The held call is answered and recorded.
  const report = await region.store.preflights.latest(id);
  expect(report?.checks).toHaveLength(preflightCheckIds.length);
  const stateOf = async (workspace: typeof id) => (await region.store.workspaces.get(workspace))?.state;
  expect(await stateOf(later)).toBe("requested");

  await start();
  await expect.poll(() => Promise.all([id, later].map(stateOf)), poll).toEqual(["blocked", "blocked"]);
  expect(await region.store.preflights.latest(id)).toEqual(report);
});

test("without Temporal it is alive and not ready, and says which dependency it lacks; it is back when Temporal is", async () => {
  const worker = await start();
  await parts.kill("temporal");
  await expect.poll(readiness, poll).toMatchObject({ code: 503, status: "not_ready", missing: ["temporal"] });
  expect((await fetch(`${opsUrl}/healthz`)).status).toBe(200);
  await parts.restart("temporal");
  await expect.poll(readiness, poll).toMatchObject({ code: 200, status: "ready", missing: [] });
  process.kill(worker.pid, "SIGTERM");
  expect(await worker.exited).toEqual({ code: 0, signal: null });
});

test("without Temporal it ends on SIGTERM all the same", async () => {
  const worker = await start();
  await parts.kill("temporal");
  await expect.poll(readiness, poll).toMatchObject({ missing: ["temporal"] });
  process.kill(worker.pid, "SIGTERM");
  expect(await worker.exited).toEqual({ code: 0, signal: null });
  await parts.restart("temporal");
});

test("Temporal's data is lost in the middle of five workspaces: the worker finds each, and brings it to its end", async () => {
  await start();
  const gate = awsGate.gate(() => true, "before");
  const ids = await Promise.all(
    Array.from({ length: 5 }, async (_, index) => {
      const aws = { ...clientRole, accountId: String(600_000_000_000 + index) };
      return (await givenRequested(region as TestRegion, aws)).id;
    }),
  );
  const states = async () => Promise.all(ids.map(async (id) => (await region.store.workspaces.get(id))?.state));
  await expect.poll(states, poll).toEqual(ids.map(() => "preflight"));
  await gate.held;

  await parts.kill("temporal");
  await rm(join(parts.folder, "temporal"), { recursive: true });
  await parts.restart("temporal");
  gate.release();
  // A run counts as lost a minute after the workspace last changed; the worker looks each 30 s.
  await expect.poll(states, { ...poll, timeout: 240_000 }).toEqual(ids.map(() => "blocked"));
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  expect(metrics).toMatch(/^provisioning_lost_runs_total\{.*reason="no_run".*\} [1-9]/m);
}, 400_000);
