import type { PartState, StackState } from "@cogrion/local-stack";
import { isRunning } from "@cogrion/files/identity";
import { answersOk, ensureSecrets, isPortFree, runningStack, secretsFile, stackUser } from "@cogrion/local-stack";
import type { Command } from "commander";
import { exitCodes } from "@cogrion/cli/failure";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";
import { memoryOfGroups, memoryOfProcess } from "../process-memory.ts";
import { isTerminal } from "@cogrion/cli/render/steps-view";
import { durationOf, tableOf } from "@cogrion/cli/render/text";
import { linesOf } from "../up/endpoints.ts";
import { signInLinesOf } from "../up/sign-in-lines.ts";

export type PartHealth = "healthy" | "not answering" | "ended";
type PartReport = {
  name: string;
  pid: number;
  port: number | null;
  health: PartHealth;
  started_at: string;
  memory_mib: number;
};
type StackReport = {
  is_running: boolean;
  is_ready: boolean;
  port_offset: number;
  memory_mib: number;
  parts: PartReport[];
};

export const register = (program: Command): void => {
  const command = program
    .command("status")
    .summary("show the running parts, their health, ports and memory, and how to sign in")
    .option("--json", "one JSON document")
    .action(async ({ json }: { json?: boolean }) => {
      const stack = await runningStack();
      if (json === true) console.log(JSON.stringify(await reportOf(stack)));
      else if (stack === undefined) console.log("No local stack is running. Start it with: ./cogrion up");
      else await printStatus(stack);
      process.exitCode = stack === undefined ? exitCodes.failed : exitCodes.ok;
    });
  withExamples(command, "status", "status --json | jq '.parts[] | select(.health != \"healthy\")'");
  withExitCodes(command, { ok: "a stack runs, healthy or not", failed: "no stack is running in this checkout" });
};

const healthOf = async ({ process, port, healthUrl }: PartState): Promise<PartHealth> => {
  if (!isRunning(process)) return "ended";
  const isWell = healthUrl === undefined ? !(await isPortFree(port)) : await answersOk(healthUrl).catch(() => false);
  return isWell ? "healthy" : "not answering";
};

const reportOf = async (stack: StackState | undefined): Promise<StackReport> => {
  if (stack === undefined) return { is_running: false, is_ready: false, port_offset: 0, memory_mib: 0, parts: [] };
  const { launcher, startedAt } = stack;
  const memory = await memoryOfGroups(stack.parts.map((part) => part.process.pid));
  const parts = await Promise.all(
    stack.parts.map(async (part): Promise<PartReport> => ({
      name: part.name,
      pid: part.process.pid,
      port: part.port,
      health: await healthOf(part),
      started_at: part.startedAt,
      memory_mib: memory.get(part.process.pid) ?? 0,
    })),
  );
  const own = { name: "launcher", pid: launcher.pid, port: null, health: "healthy", started_at: startedAt } as const;
  const all = [...parts, { ...own, memory_mib: await memoryOfProcess(launcher.pid) }];
  return {
    is_running: true,
    is_ready: stack.isReady,
    port_offset: stack.portOffset,
    memory_mib: all.reduce((sum, part) => sum + part.memory_mib, 0),
    parts: all,
  };
};

export const printStatus = async (stack: StackState): Promise<void> => {
  const { parts, memory_mib: total } = await reportOf(stack);
  const rows = parts.map((part) => [
    part.name,
    String(part.pid),
    String(part.port ?? ""),
    part.health,
    durationOf(Date.now() - Date.parse(part.started_at)),
    `${part.memory_mib} MiB`,
  ]);
  console.log(tableOf(["part", "pid", "port", "health", "up", "memory"], rows));
  console.log(`\n${stack.isReady ? "Ready" : "Still starting"}; ${total} MiB in all.`);
  for (const line of linesOf(stack.endpoints)) console.log(line);
  if (!stack.isReady) return;
  const { userPassword: password } = await ensureSecrets();
  console.log("");
  for (const line of signInLinesOf({ email: stackUser.email, password, secretsFile }, isTerminal(process.stdout)))
    console.log(line);
};
