import type { PartState, StackState } from "@cogrion/local-stack";
import { isAlive, runningStack } from "@cogrion/local-stack";
import type { Command } from "commander";
import { exitCodes } from "../failure.ts";
import { residentMebibytes } from "../process-memory.ts";

export const register = (program: Command): void => {
  program
    .command("status")
    .summary("what runs, where, since when, with how much memory")
    .option("--json", "one JSON document")
    .action(async ({ json }: { json?: boolean }) => {
      const stack = await runningStack();
      if (json === true) console.log(JSON.stringify(await reportOf(stack)));
      else if (stack === undefined) console.log("Nothing runs. ./cogrion up starts everything.");
      else await printStatus(stack);
      process.exitCode = stack === undefined ? exitCodes.failed : exitCodes.ok;
    });
};

const since = (startedAt: string): string => {
  const seconds = Math.round((Date.now() - Date.parse(startedAt)) / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};

type PartReport = PartState & { status: "running" | "ended"; memory_mib: number };

const reportOf = async (
  stack: StackState | undefined,
): Promise<{ is_running: boolean; is_ready: boolean; parts: PartReport[] }> => {
  const parts = await Promise.all(
    (stack?.parts ?? []).map(async (part) => ({
      ...part,
      status: isAlive(part.pid) ? ("running" as const) : ("ended" as const),
      memory_mib: await residentMebibytes(part.pid),
    })),
  );
  return { is_running: stack !== undefined, is_ready: stack?.isReady ?? false, parts };
};

export const printStatus = async (stack: StackState): Promise<void> => {
  const { parts } = await reportOf(stack);
  const width = Math.max(...parts.map((part) => part.name.length), 4) + 2;
  console.log(
    `${"part".padEnd(width)}${"pid".padEnd(9)}${"port".padEnd(8)}${"status".padEnd(10)}${"up".padEnd(9)}memory`,
  );
  for (const part of parts) {
    console.log(
      part.name.padEnd(width) +
        String(part.pid).padEnd(9) +
        String(part.port ?? "").padEnd(8) +
        part.status.padEnd(10) +
        since(part.startedAt).padEnd(9) +
        `${part.memory_mib} MiB`,
    );
  }
  const total = parts.reduce((sum, part) => sum + part.memory_mib, 0);
  console.log(`${stack.isReady ? "Ready" : "Still starting"} since ${since(stack.startedAt)}; ${total} MiB in all.`);
};
