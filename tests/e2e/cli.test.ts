import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { walkThrough } from "../support/sign-in.ts";
import type { System } from "../support/system.ts";
import { password, startSystem } from "../support/system.ts";
import { until } from "../support/until.ts";
import { launchTemplate } from "../support/workspaces.ts";

let system: System;
let home: string;
beforeAll(async () => {
  system = await startSystem();
  home = await mkdtemp(join(tmpdir(), "cogrion-cli-"));
  await system.tokenOf("owner@acme.example");
});
afterAll(async () => {
  await system?.stop();
  await rm(home, { recursive: true, force: true });
});

const main = join(import.meta.dirname, "..", "..", "apps", "cli", "src", "main.ts");

/** The command line in a process of its own, as a person's shell starts it. */
const start = (...args: string[]) => {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, XDG_CONFIG_HOME: home, COGRION_API_URL: `http://localhost:${new URL(system.apiUrl).port}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  return { output, ended, kill: (signal: NodeJS.Signals) => child.kill(signal) };
};

const run = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const { output, ended } = start(...args);
  return { code: await ended, ...output };
};

const lastLineOf = (text: string): Record<string, unknown> =>
  JSON.parse(text.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

test("a person signs in, asks for a workspace, mends what blocks it, uses it and deletes it, all from the shell", async () => {
  const before = await run("whoami");
  expect(before).toMatchObject({ code: 4, stdout: "" });
  expect(before.stderr).toContain("./cogrion login");

  const login = start("login", "--json");
  const invitation = await until("the invitation", async () => {
    const line = login.output.stdout.split("\n")[0] ?? "";
    return line === "" ? undefined : (JSON.parse(line) as { verification_uri_complete: string; user_code: string });
  });
  expect(invitation.user_code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  await walkThrough(invitation.verification_uri_complete, { username: "owner@acme.example", password });
  expect(await login.ended).toBe(0);
  expect(lastLineOf(login.output.stdout)).toMatchObject({ email: "owner@acme.example", accounts: [] });
  const file = join(home, "cogrion", "sessions.json");
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const account = lastLineOf((await run("account", "create", "Acme", "--json")).stdout)["id"] as string;
  expect((await run("account", "list")).stdout).toContain("Acme");
  expect((await run("workspace", "list")).stdout).toContain("There is no workspace yet");

  const asked = ["--account", account, "--aws-account", "222222222222", "--slug", "shell"];
  const blocked = await run("workspace", "create", ...asked, "--watch");
  expect(blocked.code).toBe(3);
  expect(blocked.stdout).toContain("role_not_assumable");
  expect(blocked.stdout).toContain("./cogrion workspace template w-shell");

  const template = await run("workspace", "template", "w-shell");
  expect(template.stdout).toContain("AWS::IAM::Role");
  const api = await system.clientOf("owner@acme.example");
  await launchTemplate(system, api, "w-shell" as WorkspaceId);
  const retried = await run("workspace", "retry", "w-shell", "--watch", "--json");
  expect(retried.code).toBe(0);
  expect(lastLineOf(retried.stdout)).toMatchObject({ workspace: { id: "w-shell", state: "awaiting_bff" } });
  expect((await run("workspace", "ledger", "w-shell")).stdout).toMatch(/route53_hosted_zone +present/);
  expect((await run("workspace", "preflight", "w-shell")).stdout).toMatch(/permissions +passed/);

  const minted = await run("workspace", "token", "mint", "w-shell", "--name", "bff");
  expect(minted.stdout.trim()).toMatch(/^cgw_/);
  expect((await run("workspace", "token", "list", "w-shell")).stdout).not.toContain(minted.stdout.trim());

  const page = lastLineOf((await run("workspace", "list", "--json", "--search", "shell")).stdout);
  expect(page).toMatchObject({ items: [{ id: "w-shell" }], next_cursor: null });
  expect((await run("workspace", "delete", "w-shell")).stderr).toContain("--yes");
  const deleted = await run("workspace", "delete", "w-shell", "--yes", "--watch");
  expect(deleted).toMatchObject({ code: 0, stderr: "" });
  expect((await api.call(routes.getWorkspace, { params: { workspace_id: "w-shell" as WorkspaceId } })).state).toBe(
    "deleted",
  );

  expect((await run("logout")).stdout).toContain("Signed out");
  expect(await readFile(file, "utf8")).not.toContain("token");
  expect((await run("workspace", "list")).code).toBe(4);
});

test("what is no workspace is told before anything is sent, and an API that is away has a code of its own", async () => {
  const wrong = await run("workspace", "create", "--account", "acme", "--aws-account", "12");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("account_id");
  const away = await run("login", "--api-url", "http://localhost:9");
  expect(away).toMatchObject({ code: 5, stdout: "" });
  const unknown = await run("workspace", "get", "Nonsense");
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain("w-acme");
});
