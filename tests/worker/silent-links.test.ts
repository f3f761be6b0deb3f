import { startApp } from "@cogrion/local-stack/parts/app";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import type { Place, WorkspaceId } from "@cogrion/domain";
import type { Pool } from "@cogrion/postgres";
import { createPool, createStore, createTenants } from "@cogrion/postgres";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { clientRole, givenRequested } from "@cogrion/testing/region/region";
import type { SilentLink } from "@cogrion/testing/silent-link";
import { startSilentLink } from "@cogrion/testing/silent-link";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { workerEnvironmentOf } from "./support/environment.ts";

const place: Place = { environment: "local", region: "sgp-1" as Place["region"] };
/** Temporal's clients notice a mute connection after 45 s: a ping each 30 s, and 15 s for its answer. */
const poll = { timeout: 150_000, interval: 200 };

let parts: TestParts<"postgres" | "temporal" | "aws">;
let links: Record<"temporal" | "aws" | "postgres", SilentLink>;
let worker: RunningPart;
let opsUrl: string;
let region: TestRegion;
let pool: Pool;
let asked = 0;

const linkTo = (address: string): Promise<SilentLink> => {
  const { hostname, port } = new URL(address.includes("://") ? address : `tcp://${address}`);
  return startSilentLink({ host: hostname, port: Number(port) });
};

beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres", "temporal", "aws"] });
  const databaseUrl = await parts.createDatabase("silent");
  const [temporal, aws, postgres] = await Promise.all([
    linkTo(parts.temporal.address),
    linkTo(parts.aws.endpointUrl),
    linkTo(databaseUrl),
  ]);
  links = { temporal, aws, postgres };
  const [opsPort = 0, nobody = 0] = await freePorts(2);
  opsUrl = `http://127.0.0.1:${opsPort}`;
  const environment = workerEnvironmentOf(place, parts, {
    opsPort,
    nobody,
    temporalAddress: `127.0.0.1:${temporal.port}`,
    databaseUrl: Object.assign(new URL(databaseUrl), { port: String(postgres.port) }).href,
    awsEndpointUrl: `http://127.0.0.1:${aws.port}`,
  });
  const logFile = `${parts.folder}/logs/worker.log`;
  worker = await startApp({ app: "worker", environment, logFile, readyUrl: `${opsUrl}/readyz` });
  pool = createPool({ databaseUrl, applicationName: "test" });
  region = { pool, store: createStore(pool), tenants: createTenants(pool), place } as TestRegion;
});
afterEach(() => {
  for (const link of Object.values(links)) link.heal();
});
afterAll(async () => {
  await worker?.stop();
  await pool?.end();
  for (const link of Object.values(links ?? {})) link.close();
  await parts?.stop();
});

const stateOf = async (id: WorkspaceId) => (await region.store.workspaces.get(id))?.state;
/** Its preflight finds no role, which takes the database, Temporal and AWS. */
const givenAsked = async (): Promise<WorkspaceId> => {
  asked += 1;
  // An AWS account of its own: one that another Cogrion account uses is not entered.
  const accountId = String(500_000_000_000 + asked);
  return (await givenRequested(region, { ...clientRole, accountId })).id;
};
const isBlocked = async (id: WorkspaceId): Promise<void> => {
  await expect.poll(() => stateOf(id), poll).toBe("blocked");
};
const missing = async (): Promise<string[]> =>
  ((await (await fetch(`${opsUrl}/readyz`)).json()) as { missing: string[] }).missing;
/** The sum of the samples with these labels. */
const metric = async (name: string, labels: Record<string, string>): Promise<number> => {
  const text = await (await fetch(`${opsUrl}/metrics`)).text();
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const samples = text
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((each) => line.includes(each)));
  return samples.map((line) => Number(line.split(" ").at(-1))).reduce((sum, each) => sum + each, 0);
};
const failuresOf = (activity: string) => metric("provisioning_failures_total", { activity, kind: "error" });
const lastSuccessOf = (loop: string) => metric("worker_loop_last_success_timestamp_seconds", { loop });

test.each(["temporal", "aws", "postgres"] as const)(
  "the open connections to %s go mute while new ones work: commands are carried out all the same",
  async (part) => {
    await isBlocked(await givenAsked());
    links[part].mute();
    await isBlocked(await givenAsked());
    await expect.poll(missing, poll).toEqual([]);
  },
);

test("Temporal is wholly mute: the worker says so, its loops go on, and the command is carried out afterwards", async () => {
  links.temporal.muteAll();
  const id = await givenAsked();
  await expect.poll(missing, poll).toContain("temporal");
  // A command that cannot be delivered does not fail the turn: its age tells.
  await expect.poll(() => metric("outbox_oldest_command_age_seconds", {}), poll).toBeGreaterThan(5);
  const before = await lastSuccessOf("health");
  await expect.poll(() => lastSuccessOf("health"), poll).toBeGreaterThan(before);
  links.temporal.heal();
  // Those that were opened while it was mute stay mute.
  await isBlocked(id);
  await expect.poll(missing, poll).toEqual([]);
});

test("AWS is wholly mute: each attempt ends and is counted, and the command is carried out afterwards", async () => {
  const before = await failuresOf("runPreflight");
  links.aws.muteAll();
  const id = await givenAsked();
  await expect.poll(() => failuresOf("runPreflight"), poll).toBeGreaterThan(before);
  links.aws.heal();
  await isBlocked(id);
});

test("the database is wholly mute: the worker says so within its deadline, and is ready again afterwards", async () => {
  const id = await givenAsked();
  await isBlocked(id);
  links.postgres.muteAll();
  await expect.poll(missing, poll).toContain("postgres");
  links.postgres.heal();
  await expect.poll(missing, poll).toEqual([]);
  await isBlocked(await givenAsked());
});
