import { execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { portsOf } from "@cogrion/local-stack";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const main = join(import.meta.dirname, "..", "main.ts");

let state: string;
beforeEach(async () => {
  state = join(await mkdtemp(join(tmpdir(), "cogrion-files-")), "not", "yet", "there");
});
afterEach(() => rm(join(state, "..", "..", ".."), { recursive: true }));

const run = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env["PATH"], COGRION_STATE_DIR: state };
    const child = execFile(process.execPath, [main, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
const put = async (name: string, text: string): Promise<string> => {
  const file = join(state, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
};

test("a record of what runs that is damaged is named with what to do, whatever the command", async () => {
  const file = await put("run/state.json", "{ not");
  const [doctor, ...others] = await Promise.all(["doctor", "status", "down", "up"].map((command) => run(command)));
  for (const { code, stderr } of others) {
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} is damaged: it is not JSON.\n`);
    expect(stderr).toContain("Delete it and run ./cogrion up");
  }
  expect([doctor?.code, doctor?.stdout]).toEqual([1, expect.stringContaining(`${file} is damaged`)]);
  expect(doctor?.stdout).toContain("GiB free");
  expect(await readFile(file, "utf8")).toBe("{ not");
});

test("incomplete secrets are reported key by key, before anything else, and are not generated again", async () => {
  const file = await put("secrets/stack.json", JSON.stringify({ postgresPassword: "a", keycloakAdmin: "hunter2" }));
  const { code, stdout, stderr } = await run("up", "--port-offset", "12000");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("keycloakAdminPassword is missing");
  expect(stderr).toContain("it has the unknown field keycloakAdmin");
  expect(stderr).toContain("./cogrion down --purge");
  expect(stderr).not.toContain("hunter2");
  expect(await readFile(file, "utf8")).toContain("hunter2");
  // Nothing else checks what it has written meanwhile.
  expect((await stat(join(state, "run"))).mode & 0o777).toBe(0o700);
});

test("doctor says how the machine is where the stack's folder and those that lead to it are still to be made", async () => {
  const { stdout, stderr } = await run("doctor", "--json", "--port-offset", "12000");
  expect(stderr).toBe("");
  const findings = JSON.parse(stdout) as { name: string; verdict: string; detail: string }[];
  const named = Object.fromEntries(findings.map((each) => [each.name, each]));
  expect(named["node"]).toMatchObject({ verdict: "good" });
  for (const name of ["python3", "java", "keycloak", "temporal", "moto", "openbao", "disk", "memory", "ports"])
    expect(named[name]?.detail).toBeTruthy();
});

test("doctor names a port that is taken, and ends with 1", async () => {
  const server = createServer();
  const offset = await vi.waitUntil(
    async () => {
      const tried = randomInt(12_000, 20_000);
      server.listen(portsOf(["sgp-1"], tried)["control-plane"] ?? 0, "127.0.0.1");
      const [isListening] = await Promise.race([
        once(server, "listening").then(() => [true]),
        once(server, "error").then(() => [false]),
      ]);
      return isListening === true && tried;
    },
    { timeout: 10_000 },
  );
  const { code, stdout } = await run("doctor", "--port-offset", String(offset));
  await new Promise((resolve) => server.close(resolve));
  expect(code).toBe(1);
  expect(stdout).toContain("✘ ports");
  expect(stdout).toContain(`Port ${3000 + offset} (control-plane) is in use by process ${process.pid} `);
});

test("an unknown log is a usage error; an empty log says that it is empty", async () => {
  const nothing = await run("logs", "keycloak");
  expect([nothing.code, nothing.stderr]).toEqual([
    1,
    "There are no logs yet. Start the local stack with: ./cogrion up\n",
  ]);
  await put("logs/keycloak.log", "one\ntwo\nthree\n");
  await put("logs/mail.log", "");
  const [lines, empty, unknown, malformed] = await Promise.all([
    run("logs", "keycloak", "-n", "2"),
    run("logs", "mail"),
    run("logs", "nothing"),
    run("logs", "keycloak", "-n", "abc"),
  ]);
  expect(lines).toEqual({ code: 0, stdout: "two\nthree\n", stderr: "" });
  expect([empty.code, empty.stderr]).toEqual([0, "The log of mail is empty: it has written nothing yet.\n"]);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("keycloak, mail")]);
  expect(malformed.code).toBe(2);
});

test("a log is followed until Ctrl-C, which leaves no process behind", async () => {
  const file = await put("logs/keycloak.log", "one\n");
  const env = { PATH: process.env["PATH"], COGRION_STATE_DIR: state };
  const child = spawn(process.execPath, [main, "logs", "keycloak", "--follow"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await vi.waitUntil(() => output === "one\n", { timeout: 20_000 });
  await appendFile(file, "two\n");
  await vi.waitUntil(() => output === "one\ntwo\n", { timeout: 20_000 });
  child.kill("SIGINT");
  // Closed only once every process that inherited its output has ended.
  expect((await once(child, "close"))[0]).toBe(130);
});

test("invalid ids are reported before anything is sent, and so are unknown test files", async () => {
  const [list, revoke, unmatched, two] = await Promise.all([
    run("workspace", "list", "--account", "nonsense"),
    run("workspace", "token", "revoke", "w-acme", "nope"),
    run("test", "unit", "no-such-file"),
    run("test", "static", "unit"),
  ]);
  for (const { code, stderr } of [list, revoke]) expect([code, stderr]).toEqual([2, expect.stringContaining("UUID")]);
  expect([unmatched.code, unmatched.stderr]).toEqual([2, expect.stringContaining("has no-such-file in its path")]);
  expect([two.code, two.stderr]).toEqual([2, expect.stringContaining("takes no filters")]);
});
