import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { portsOf } from "@cogrion/local-stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeProcess } from "@cogrion/testing/describe-process";
import { findFreeOffset } from "@cogrion/testing/free-offset";
import { signInEntryOf } from "@cogrion/testing/sign-in-entry";
import { until } from "@cogrion/testing/until";

const command = join(import.meta.dirname, "..", "..", "cogrion");

let folder: string;
let env: NodeJS.ProcessEnv;
let stop: (() => Promise<unknown>) | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-regions-"));
  env = { ...process.env, COGRION_STATE_DIR: join(folder, "state") };
});
afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true, force: true });
});

type Status = { parts: { name: string; pid: number }[] };
const statusOf = async (): Promise<Status> => {
  const { stdout } = await promisify(execFile)(command, ["status", "--json"], { env });
  return JSON.parse(stdout) as Status;
};

/** What differs between the processes of two regions: addresses. */
const regional = {
  "control-plane":
    "AUTH_DOMAIN BASE_DOMAIN DATABASE_URL INTERNAL_PORT INTER_REGION_SERVICE_TOKEN INTER_REGION_TOKEN_HASHES LOCAL_BFF_PORT OPS_PORT PRIMARY_CPLANE_API_URL PUBLIC_PORT REGION TEMPORAL_DOMAIN WORKSPACE_DOMAIN",
  worker:
    "AWS_REGION DATABASE_URL INTER_REGION_SERVICE_TOKEN KEYCLOAK_ADMIN_URL LOCAL_API_PORT LOCAL_BFF_PORT OPS_PORT PRIMARY_CPLANE_API_URL REGION TEMPORAL_ADDRESS WORKSPACE_DOMAIN",
};

const expectSameCode = async ({ parts }: Status): Promise<void> => {
  for (const [app, differing] of Object.entries(regional)) {
    const [one, other] = await Promise.all(
      ["sgp-1", "frankfurt-1"].map((region) =>
        describeProcess(parts.find(({ name }) => name === `${app}.${region}`)?.pid ?? 0),
      ),
    );
    expect(one?.command.join(" ")).toContain(`apps/${app}/src/main.ts`);
    expect(other?.command).toEqual(one?.command);
    const names = new Set([one, other].flatMap((each) => Object.keys(each?.environment ?? {})));
    const found = [...names].filter((name) => one?.environment[name] !== other?.environment[name]);
    expect(found.toSorted()).toEqual(differing.split(" "));
    expect(one?.environment).not.toHaveProperty("PRIMARY_CPLANE_API_URL");
  }
};

test("two whole regions start from one command, and a workspace comes to life in each", async () => {
  const offset = await findFreeOffset(["sgp-1", "frankfurt-1"]);
  const args = ["up", "--json", "--regions", "sgp-1,frankfurt-1", "--port-offset", String(offset)];
  const child = spawn(command, args, {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise((resolve) => child.once("close", resolve));
  stop = () => {
    child.kill("SIGINT");
    return ended;
  };
  await Promise.race([ended, until("both workspaces", async () => output.includes('"workspaces":['), 600)]);
  const last = JSON.parse(output.trim().split("\n").at(-1) ?? "") as { workspaces: Record<string, string>[] };
  // The whole line, because a failure has its reason in it.
  expect(last).toMatchObject({
    workspaces: [
      { region: "sgp-1", status: "active", health: "healthy" },
      { region: "frankfurt-1", status: "active", health: "healthy" },
    ],
  });
  const [one, other] = last.workspaces;
  expect(one?.["workspace"]).not.toBe(other?.["workspace"]);
  expect(other?.["delegated_zone"]).toContain(".frankfurt-1.");

  // One sign-in entry for both: it finds the region by the workspace, and the issuer stays the
  // region's.
  const ports = portsOf(["sgp-1", "frankfurt-1"], offset);
  for (const { workspace = "", region = "" } of last.workspaces) {
    expect(await signInEntryOf(ports["sign-in"] ?? 0, workspace)).toEqual({
      issuer: `http://localhost:${ports[`keycloak.${region}`]}/realms/${region}`,
      isGlobal: true,
      isFormGlobal: true,
    });
  }
  await expectSameCode(await statusOf());
  expect(await stop()).toBe(0);
});
