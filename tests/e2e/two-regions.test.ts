import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portsOf } from "@cogrion/local-stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreeOffset } from "../support/free-offset.ts";
import { signInEntryOf } from "../support/sign-in-entry.ts";
import { until } from "../support/until.ts";

const command = join(import.meta.dirname, "..", "..", "cogrion");

let folder: string;
let stop: (() => Promise<unknown>) | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-regions-"));
});
afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true, force: true });
});

test("two whole regions start from one command, and a workspace comes to life in each", async () => {
  const offset = await findFreeOffset(["sgp-1", "frankfurt-1"]);
  const args = ["up", "--json", "--regions", "sgp-1,frankfurt-1", "--port-offset", String(offset)];
  const child = spawn(command, args, {
    env: { ...process.env, COGRION_STATE_DIR: join(folder, "state") },
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
  // The whole line: where it failed, it says why.
  expect(last).toMatchObject({
    workspaces: [
      { region: "sgp-1", status: "active", health: "healthy" },
      { region: "frankfurt-1", status: "active", health: "healthy" },
    ],
  });
  const [one, other] = last.workspaces;
  expect(one?.["workspace"]).not.toBe(other?.["workspace"]);
  expect(other?.["delegated_zone"]).toContain(".frankfurt-1.");

  // One sign-in entry for both: it finds the region by the workspace, and the issuer stays the region's.
  const ports = portsOf(["sgp-1", "frankfurt-1"], offset);
  for (const { workspace = "", region = "" } of last.workspaces) {
    expect(await signInEntryOf(ports["sign-in"] ?? 0, workspace)).toEqual({
      issuer: `http://localhost:${ports[`keycloak.${region}`]}/realms/${region}`,
      isGlobal: true,
      isFormGlobal: true,
    });
  }
  expect(await stop()).toBe(0);
});
