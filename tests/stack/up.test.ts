import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portsOf, stackUser } from "@cogrion/local-stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLocalSignIn } from "@cogrion/develop/up/sign-in";
import { findFreeOffset } from "@cogrion/testing/free-offset";
import { startLauncher } from "@cogrion/testing/launcher";
import { statusOfLoginPage } from "@cogrion/testing/sign-in";
import { signInEntryOf } from "@cogrion/testing/sign-in-entry";
import { until } from "@cogrion/testing/until";

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

/** Set once a stack runs, for the commands that call its API. */
let token = "";
const start = (...args: string[]) =>
  startLauncher({ COGRION_STATE_DIR: join(folder, "state"), COGRION_TOKEN: token }, ...args);
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

const tokenOf = async (at: number): Promise<string> => {
  const { userPassword } = JSON.parse(await readFile(join(folder, "state", "secrets", "stack.json"), "utf8")) as {
    userPassword: string;
  };
  const issuer = `http://localhost:${portsOf(["sgp-1"], at)["keycloak"]}/realms/sgp-1`;
  return createLocalSignIn(issuer, { email: stackUser.email, password: userPassword })();
};

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
  // What happened in the first run is neither repeated nor reported again.
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

  // A workspace beside it in the same AWS account, as the README makes one.
  token = await tokenOf(offset);
  const { items } = JSON.parse((await run("account", "list", "--json")).stdout) as { items: { id: string }[] };
  const asked = ["--account", items[0]?.id ?? "", "--aws-account", "222222222222", "--slug", "second"];
  expect((await run("workspace", "create", ...asked, "--watch")).code).toBe(3);
  const launched = await run("local-aws", "launch", "w-second");
  expect(launched).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("CogrionProvisioning-w-second") as string,
  });
  expect((await run("workspace", "retry", "w-second", "--watch")).code).toBe(0);

  const third = await run(...up());
  expect(linesOf(third.stdout)[0]).toMatchObject({ event: "already_running" });

  const other = await run("up", "--json", "--port-offset", String(offset + 1));
  expect(other).toMatchObject({ code: 2, stdout: expect.stringContaining("COGRION_STATE_DIR") as string });

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

test("on other ports it takes its own workspace of the two, and route and sign-in move along", async () => {
  const moved = await findFreeOffset(["sgp-1"]);
  const ports = portsOf(["sgp-1"], moved);
  const bffUrl = `http://bff.w-acme.local.sgp-1.cogrion.localhost:${ports["bff"]}`;
  const running = start("up", "--json", "--port-offset", String(moved));
  await until("a healthy workspace", async () => running.output.stdout.includes('"health":"healthy","region"'));
  const told = linesOf(running.output.stdout);
  expect(told.at(-1)).toMatchObject({ workspace: "w-acme", health: "healthy", bff_url: bffUrl });
  expect(told.filter(({ event }) => event === "role_created")).toEqual([]);

  const lookup = await fetch(`http://127.0.0.1:${ports["edge-lookup"]}/lookup?tenant=w-acme`);
  expect(await lookup.json()).toEqual({ region: "sgp-1", bff_url: bffUrl });
  const client = { issuer: `http://localhost:${ports["keycloak"]}/realms/sgp-1`, clientId: "w-acme" };
  expect(await statusOfLoginPage({ ...client, redirectUri: `${bffUrl}/bff/callback` })).toBe(200);

  token = await tokenOf(moved);
  // Its role was not changed, so what was created in the client's account can still be deleted.
  expect((await run("workspace", "delete", "w-acme", "--yes", "--watch")).code).toBe(0);
  expect((await run("workspace", "receipt", "w-acme")).stdout).not.toContain("Left");
  expect((await run("workspace", "get", "w-second")).stdout).toContain("awaiting_bff");
  running.child.kill("SIGINT");
  expect(await running.ended).toBe(0);
});

test("down --purge forgets everything", async () => {
  expect((await run("down", "--purge")).code).toBe(0);
  const status = await run("status");
  expect(status).toMatchObject({ code: 1 });
  expect(status.stdout).toContain("No local stack is running");
});
