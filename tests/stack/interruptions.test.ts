import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreeOffset } from "@cogrion/testing/free-offset";
import { startLauncher } from "@cogrion/testing/launcher";
import { processesWith } from "@cogrion/testing/processes-with";
import { until } from "@cogrion/testing/until";

let folder: string;
let offset: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-interruptions-"));
  offset = await findFreeOffset(["sgp-1"]);
});
afterAll(async () => {
  await run("down", "--purge");
  await rm(folder, { recursive: true, force: true });
});

const start = (...args: string[]) => startLauncher({ COGRION_STATE_DIR: join(folder, "state") }, ...args);
const run = async (...args: string[]) => {
  const { output, ended } = start(...args);
  return { code: await ended, ...output };
};

type Line = { event?: string; part?: string; message?: string; type?: string; data?: { status?: string } };
const up = () => {
  const running = start("up", "--json", "--port-offset", String(offset));
  const lines = (): Line[] =>
    running.output.stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  /** The matching lines so far, once there are this many. */
  const untilTold = (what: string, count: number, isIt: (line: Line) => boolean) =>
    until(what, async () => {
      const found = lines().filter(isIt);
      if (found.length >= count) return found;
      if (running.child.exitCode !== null) throw new Error(running.output.stdout + running.output.stderr);
      return undefined;
    });
  return { ...running, lines, untilTold };
};
/** Expects that every process of the stack has ended, including those that were only starting. */
const expectNothingLeft = () =>
  until("the end of every process", async () => (await processesWith(join(folder, "state"))).length === 0, 60);
const stateFile = () => join(folder, "state", "run", "state.json");
const pidOf = async (part: string): Promise<number> => {
  const state = JSON.parse(await readFile(stateFile(), "utf8")) as {
    parts: { name: string; process: { pid: number } }[];
  };
  return state.parts.find(({ name }) => name === part)?.process.pid ?? 0;
};

test("Ctrl-C while the parts start ends those that run and those that are being started", async () => {
  const { child, output, ended, untilTold } = up();
  await untilTold("two parts", 2, ({ event }) => event === "started");
  expect((await processesWith(join(folder, "state"))).length).toBeGreaterThan(2);
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(output.stdout).toContain("The data stays; ./cogrion up continues.");
  await expectNothingLeft();
});

test("a part that ends by itself ends the stack, and is named", async () => {
  const { ended, untilTold } = up();
  const [{ part = "" } = {}] = await untilTold("a part", 1, ({ event }) => event === "started");
  process.kill(await pidOf(part), "SIGKILL");
  const [{ message } = {}] = await untilTold("the failure", 1, ({ event }) => event === "failed");
  expect(message).toBe(`${part} ended unexpectedly. See why with: ./cogrion logs ${part}`);
  expect(await ended).toBe(1);
  await expectNothingLeft();
});

test("Ctrl-C twice in the midst of the nine steps ends at once, and nothing is left running", async () => {
  const { child, ended, untilTold } = up();
  await untilTold("the third step", 3, ({ type, data }) => type === "step_changed" && data?.status === "running");
  child.kill("SIGINT");
  // If the second signal were sent before the first one is handled, both would count as one.
  await untilTold("the first", 1, ({ event }) => event === "failed");
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  await expectNothingLeft();
});

test("the next start continues, doctor and logs see it while it runs, and down stops it and keeps its data", async () => {
  const { output, ended, lines, untilTold } = up();
  await untilTold("a healthy workspace", 1, ({ event }) => event === "healthy");
  // The role and the finished steps are not created again.
  expect(lines().filter(({ event }) => event === "role_created")).toEqual([]);

  const [doctor, logs, unknown] = await Promise.all([
    run("doctor", "--json"),
    run("logs", "control-plane", "-n", "3"),
    run("logs", "nothing"),
  ]);
  const findings = JSON.parse(doctor.stdout) as { name: string; verdict: string; detail: string }[];
  const stack = { name: "ports", verdict: "good", detail: "used by this checkout's stack" };
  expect(findings.find(({ name }) => name === "ports")).toEqual(stack);
  expect(logs.stdout.trim().split("\n")).toHaveLength(3);
  expect(JSON.parse(logs.stdout.split("\n")[0] ?? "")).toMatchObject({ service: "control-plane" });
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("control-plane")]);

  const down = await run("down");
  expect(down).toMatchObject({ code: 0, stderr: "" });
  expect(down.stdout).toContain("The data stays");
  expect([await ended, output.stderr]).toEqual([0, "\nStopping …\n"]);
  await expectNothingLeft();
  expect(await run("status")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("No local stack is running") as string,
  });
  expect(await run("down")).toMatchObject({ code: 0, stdout: "No local stack is running.\n" });
  expect(await readFile(join(folder, "state", "secrets", "stack.json"), "utf8")).toContain("userPassword");
});
