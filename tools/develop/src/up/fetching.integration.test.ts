import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inheritedEnvironment } from "@cogrion/local-stack/env";
import { pins } from "@cogrion/local-stack/toolchain/pins";
import { findFreeOffset } from "@cogrion/testing/free-offset";
import { processesWith } from "@cogrion/testing/processes-with";

const main = join(import.meta.dirname, "..", "main.ts");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-fetching-"));
});
afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

/** Prints its version; any other command does not end. */
const install = async (name: string, file: string, versions: Record<string, string>): Promise<void> => {
  const cases = Object.entries(versions).map(([argument, text]) => `  ${argument}) echo '${text}' ;;\n`);
  await mkdir(dirname(file), { recursive: true });
  // With a child, as compilers and installers have.
  await writeFile(file, `#!/bin/sh\ncase "$1" in\n${cases.join("")}  *) sleep 300; echo ;;\nesac\n`, { mode: 0o755 });
  await mkdir(join(folder, "bin"), { recursive: true });
  await symlink(file, join(folder, "bin", name));
};
test.each([
  ["SIGINT", 130],
  ["SIGKILL", null],
] as const)("%s while parts are fetched ends all of it, and keeps nothing half", async (signal, code) => {
  await install("python3", join(folder, "python", "python3"), { "--version": "Python 3.13.1", "-c": "has venv" });
  await install("java", join(folder, "java", "java"), { "-version": 'openjdk version "21.0.4"' });
  const keycloak = join(folder, "keycloak", "bin", "kc.sh");
  await install("kc.sh", keycloak, { "--version": `Keycloak ${pins.keycloak.version}` });
  await mkdir(join(folder, "keycloak", "lib", "lib"), { recursive: true });
  // The compiler of Keycloak's provider is downloaded: this machine's authorities are needed.
  const { JAVA_HOME: _, ...inherited } = inheritedEnvironment();
  const env = {
    ...inherited,
    PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
    COGRION_STATE_DIR: join(folder, "state"),
    COGRION_CACHE_DIR: join(folder, "cache"),
  };
  const args = ["up", "--json", "--port-offset", String(await findFreeOffset(["sgp-1"]))];
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, "exit");
  const expected = ["compiling the provider", "downloading its wheel", "installing Python packages"];
  await vi.waitUntil(() => expected.every((state) => output.includes(state)), { timeout: 60_000, interval: 50 });
  // The launcher, and each of the four that do not end, with its child.
  await vi.waitUntil(async () => (await processesWith(folder)).length >= 9, { timeout: 60_000, interval: 50 });
  child.kill(signal);
  expect((await exited)[0]).toBe(code);
  await vi.waitUntil(async () => (await processesWith(folder)).length === 0, { timeout: 60_000, interval: 50 });
  if (signal === "SIGINT") expect(output).toContain("The data stays; ./cogrion up continues.");
  const published = (await readdir(join(folder, "cache"), { recursive: true })).filter((path) =>
    /^(keycloak|temporal)\/[\d.]+$/.test(path),
  );
  expect(published).toEqual([]);
});
