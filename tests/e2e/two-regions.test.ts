import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreeOffset } from "../support/free-offset.ts";

const command = join(import.meta.dirname, "..", "..", "cogrion");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-regions-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("two whole regions start from one command, and a workspace comes to life in each", async () => {
  const offset = await findFreeOffset(["sgp-1", "frankfurt-1"]);
  const args = ["up", "--once", "--json", "--regions", "sgp-1,frankfurt-1", "--port-offset", String(offset)];
  const child = spawn(command, args, {
    env: { ...process.env, COGRION_STATE_DIR: join(folder, "state") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));

  const last = JSON.parse(output.trim().split("\n").at(-1) ?? "") as { workspaces: Record<string, string>[] };
  expect(last.workspaces).toMatchObject([
    { region: "sgp-1", status: "active", health: "healthy" },
    { region: "frankfurt-1", status: "active", health: "healthy" },
  ]);
  const [one, other] = last.workspaces;
  expect(one?.["workspace"]).not.toBe(other?.["workspace"]);
  expect(other?.["delegated_zone"]).toContain(".frankfurt-1.");
  expect(code).toBe(0);
});
