import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portsOf } from "@cogrion/local-stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreeOffset } from "../support/free-offset.ts";
import { signInEntryOf } from "../support/sign-in-entry.ts";
import { until } from "../support/until.ts";

const command = join(import.meta.dirname, "..", "..", "cogrion");

let folder: string;
let offset: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-up-"));
  offset = await findFreeOffset(["sgp-1"]);
});
afterAll(async () => {
  await run("down", "--purge");
  await rm(folder, { recursive: true, force: true });
});

const start = (...args: string[]) => {
  const child = spawn(command, args, {
    env: { ...process.env, COGRION_STATE_DIR: join(folder, "state") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  return { child, output, ended };
};
const run = async (...args: string[]) => {
  const { output, ended } = start(...args);
  return { code: await ended, ...output };
};
const up = (...args: string[]) => ["up", "--json", "--port-offset", String(offset), ...args];
const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("up ends with a healthy workspace, a second one repeats nothing, and its death leaves no process behind", async () => {
  const first = await run(...up("--once"));
  expect(first.stderr).toBe("");
  expect(first.code).toBe(0);
  expect(linesOf(first.stdout).at(-1)).toMatchObject({ workspace: "w-acme", status: "active", health: "healthy" });
  expect((await run("status")).code).toBe(1);

  const second = start(...up());
  await until("a healthy workspace", async () => second.output.stdout.includes('"health":"healthy","region"'));
  const told = linesOf(second.output.stdout);
  expect(told.at(-1)).toMatchObject({ workspace: "w-acme", status: "active", health: "healthy" });
  // What happened in the first run is neither done nor told again.
  expect(told.filter(({ event }) => event === "role_created")).toEqual([]);
  expect(told.filter(({ type }) => type === "step_changed")).toEqual([]);

  const status = JSON.parse((await run("status", "--json")).stdout) as { parts: { pid: number; health: string }[] };
  expect(status.parts.length).toBeGreaterThan(8);
  expect(status.parts.filter(({ health }) => health !== "healthy")).toEqual([]);

  const ports = portsOf(["sgp-1"], offset);
  expect(await signInEntryOf(ports["sign-in"] ?? 0, "w-acme")).toEqual({
    issuer: `http://localhost:${ports["keycloak"]}/realms/sgp-1`,
    isGlobal: true,
    isFormGlobal: true,
  });

  const third = await run(...up());
  expect(linesOf(third.stdout)[0]).toMatchObject({ event: "already_running" });

  second.child.kill("SIGKILL");
  await until("the end of every part", async () => status.parts.every(({ pid }) => !isAlive(pid)), 60);
});

test("a port that is taken is named with its holder, before anything is started", async () => {
  const port = portsOf(["sgp-1"], offset)["keycloak"] ?? 0;
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, "127.0.0.1", resolve));
  const refused = await run("up", "--once", "--port-offset", String(offset));
  await new Promise((resolve) => holder.close(resolve));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(String(port));
  expect(refused.stderr).toContain(String(process.pid));
});

test("down --purge forgets everything", async () => {
  expect((await run("down", "--purge")).code).toBe(0);
  const status = await run("status");
  expect(status).toMatchObject({ code: 1 });
  expect(status.stdout).toContain("Nothing runs");
});
