import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "@cogrion/cli/failure";
import type { Check, Project } from "./suites.ts";
import type { Tally } from "./tally.ts";
import { failuresOfVitest, hasNoTestFiles, leftOutOfVitest, tallyOfVitest } from "./tally.ts";

export type RunOptions = {
  repository: string;
  environment: NodeJS.ProcessEnv;
  vitestArgs: readonly string[];
  /** Begins each line of output, where another suite writes at the same time. */
  label?: string;
  onLeftOut: (what: string) => void;
  onFailed: (what: string) => void;
};

const running = new Set<ChildProcess>();

/** How long the last lines of a tool that has ended may take. */
const lastLinesMilliseconds = 2000;

/** Ends the tools that run, and this process when the last of them has ended. */
const endAll = (): void => {
  for (const child of running) {
    child.once("exit", () => running.size === 0 && process.exit(143));
    child.kill("SIGTERM");
  }
};

/**
 * Runs a tool of node_modules with its output shown, and returns its exit code. Ctrl-C also reaches
 * the tool.
 */
const runTool = (tool: string, args: readonly string[], { repository, environment, label }: RunOptions) => {
  const bin = join(repository, "node_modules", ".bin");
  const output = label === undefined ? "inherit" : "pipe";
  const child = spawn(join(bin, tool), args, {
    cwd: repository,
    stdio: ["ignore", output, output],
    // Node 24 comes first on the PATH, because the tools' own `#!/usr/bin/env node` would find the
    // system's older one.
    env: { ...environment, PATH: `${bin}:${environment["PATH"] ?? ""}` },
  });
  if (running.size === 0) process.once("SIGTERM", endAll);
  running.add(child);
  child.once("exit", () => {
    running.delete(child);
    if (running.size === 0) process.off("SIGTERM", endAll);
  });
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) showLabelled(stream, label ?? "");
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", async (code) => {
      await Promise.race([once(child, "close"), sleep(lastLinesMilliseconds)]);
      // A process that the tool left behind would hold them open.
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      resolve(code ?? 1);
    });
  });
};

const showLabelled = (stream: Readable, label: string): void => {
  createInterface({ input: stream }).on("line", (line) => console.log(line === "" ? line : `${label} ${line}`));
};

export const runCheck = async (check: Check, options: RunOptions): Promise<Tally> => {
  const code = await runTool(check.command, check.args, options);
  if (code !== 0) options.onFailed(check.name);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
};

/**
 * A filter that is the whole name of a suite's file selects only that file: `audit` does not select
 * `audit-export`.
 */
const filtersOf = ({ folder }: Project, { repository, vitestArgs }: RunOptions): string[] =>
  vitestArgs.map((filter) => {
    const file = folder === undefined ? undefined : `${folder}/${filter}.test.ts`;
    return file !== undefined && existsSync(join(repository, file)) ? file : filter;
  });

/**
 * Of several projects in a suite, those that the filters mean: a project whose files none of them names
 * would start its stage for nothing. All where no project is meant, so that the first one says so.
 */
export const meantBy = (runs: readonly (Check | Project)[], options: RunOptions): readonly (Check | Project)[] => {
  const { repository, vitestArgs } = options;
  if (vitestArgs.length === 0 || runs.length === 1) return runs;
  const isMeant = (run: Check | Project): boolean =>
    run.kind === "command" ||
    run.folder === undefined ||
    globSync(`${run.folder}/*.test.ts`, { cwd: repository }).some((file) =>
      filtersOf(run, options).some((filter) => file.includes(filter)),
    );
  const meant = runs.filter(isMeant);
  return meant.length === 0 ? runs : meant;
};

export const runProject = async (project: Project, options: RunOptions): Promise<Tally> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-report-"));
  try {
    const report = join(folder, "report.json");
    const args = ["run", "--project", project.project, "--reporter=default", "--reporter=json"];
    const code = await runTool(
      "vitest",
      [...args, `--outputFile.json=${report}`, ...filtersOf(project, options)],
      options,
    );
    if (options.vitestArgs.length > 0 && (await hasNoTestFiles(report)))
      throw new UsageError(`No test file of "${project.project}" has ${options.vitestArgs.join(" or ")} in its path.`);
    for (const what of await leftOutOfVitest(report)) options.onLeftOut(what);
    for (const what of await failuresOfVitest(report)) options.onFailed(what.replace(`${options.repository}/`, ""));
    return await tallyOfVitest(report, code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
