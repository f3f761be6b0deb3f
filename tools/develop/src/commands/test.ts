import { availableParallelism } from "node:os";
import { ensureToolchain } from "@cogrion/local-stack";
import { ensureClusterToolchain, ensureHelm } from "@cogrion/local-stack/toolchain/cluster";
import { missingForCluster } from "@cogrion/local-stack/toolchain/cluster-needs";
import type { Command } from "commander";
import { Argument } from "commander";
import { readOwnEnvironment, repositoryFolder } from "../config.ts";
import { UsageError } from "@cogrion/cli/failure";
import { inLanes } from "../test-runner/lanes.ts";
import type { RunOptions } from "../test-runner/run.ts";
import { meantBy, runCheck, runProject } from "../test-runner/run.ts";
import type { Suite } from "../test-runner/suites.ts";
import { suites } from "../test-runner/suites.ts";
import type { Tally } from "../test-runner/tally.ts";
import { sumOf } from "../test-runner/tally.ts";

type TestOptions = { dir?: string };
type Result = { name: string; tally: Tally; seconds: number };

export const register = (program: Command): void => {
  const list = suites.map((suite) => `  ${suite.name.padEnd(12)} ${suite.summary}`).join("\n");
  program
    .command("test")
    .summary("run all tests, or one suite")
    .description("Fetches what is missing, starts the real parts on free ports, and runs every test.")
    .addArgument(new Argument("[suite]", "the suite to run").choices([...suites.map(({ name }) => name), "vectors"]))
    .argument("[filters...]", "only test files with these names, or whose path contains one of these")
    .option("--dir <folder>", "for `vectors`: folder of a copy of the Wycheproof vectors")
    .addHelpText(
      "after",
      `\nSuites:\n${list}\n  vectors      the JWS vectors of Project Wycheproof against our verifier\n\nExamples:\n  ./cogrion test api audit\n  ./cogrion test integration packages/adapters/postgres`,
    )
    .action(async (suite: string | undefined, filters: string[], options: TestOptions) => {
      process.exitCode = await test(suite, filters, options);
    });
};

const vectorSuite: Suite = {
  name: "vectors",
  summary: "",
  needsParts: false,
  runs: [{ kind: "vitest", project: "unit" }],
};

const test = async (name: string | undefined, filters: string[], options: TestOptions): Promise<number> => {
  const isWhole = name === undefined;
  const chosen = isWhole
    ? suites.filter((suite) => suite.needsCluster !== true)
    : [...suites, vectorSuite].filter((suite) => suite.name === name);
  if (filters.length > 0 && chosen.some((suite) => suite.runs.some(({ kind }) => kind === "command")))
    throw new UsageError(`"${name}" runs as a whole and takes no filters. Another suite is a command of its own.`);
  await prepare(chosen);

  // How the launcher is called does not matter to a test, which names its subject.
  const { COGRION_COMMAND: _, ...inherited } = readOwnEnvironment();
  const environment = {
    ...inherited,
    ...(isWhole ? { COGRION_KILLS: "sample" } : {}),
    ...(options.dir === undefined ? {} : { COGRION_VECTORS_DIR: options.dir }),
  };
  const vitestArgs = name === "vectors" ? ["wycheproof", ...filters] : filters;
  const leftOut = new Set<string>();
  const failures: string[] = [];
  const running = {
    environment,
    vitestArgs,
    onLeftOut: (what: string) => void leftOut.add(what),
    onFailed: (what: string) => void failures.push(what),
  };
  // A suite waits for the parts that it starts and stops as much as it works.
  const lanes = isWhole ? Math.min(2, availableParallelism()) : 1;
  const results = await inLanes(chosen, lanes, (suite) =>
    runSuite(suite, { ...running, ...(lanes > 1 ? { label: `${suite.name.padEnd(11)} |` } : {}) }),
  );
  return printResults(results, leftOut, failures);
};

/**
 * Builds and downloads what the suites need. A suite itself skips what this machine cannot run, and
 * says so.
 */
const prepare = async (chosen: readonly Suite[]): Promise<void> => {
  if (chosen.some((suite) => suite.needsParts)) await ensureToolchain({ forTests: true });
  const progress = {
    update: (part: string, state: string) => console.log(`${part}: ${state}`),
    done: (part: string, version: string) => console.log(`${part} ${version} is there`),
  };
  if (chosen.some((suite) => suite.needsHelm === true))
    await ensureHelm({ signal: undefined, update: (state) => progress.update("helm", state) });
  if (chosen.some((suite) => suite.needsCluster === true) && (await missingForCluster()).length === 0)
    await ensureClusterToolchain({ progress });
};

const runSuite = async (suite: Suite, options: Omit<RunOptions, "repository">): Promise<Result> => {
  const startedAt = Date.now();
  const tallies: Tally[] = [];
  const runOptions = { repository: repositoryFolder, ...options };
  for (const run of meantBy(suite.runs, runOptions)) {
    console.log(`\n── ${run.kind === "command" ? run.name : suite.name} ──`);
    tallies.push(await (run.kind === "command" ? runCheck(run, runOptions) : runProject(run, runOptions)));
  }
  return { name: suite.name, tally: sumOf(tallies), seconds: Math.round((Date.now() - startedAt) / 1000) };
};

const lineOf = ({ passed, failed, skipped }: Tally): string => `${passed} passed, ${failed} failed, ${skipped} skipped`;

const printResults = (
  results: readonly Result[],
  leftOut: ReadonlySet<string>,
  failures: readonly string[],
): number => {
  console.log("");
  for (const { name, tally, seconds } of results) console.log(`${name.padEnd(12)} ${lineOf(tally)} (${seconds} s)`);
  for (const what of leftOut) console.log(`\n${what}`);
  // Repeated at the end: the log of a whole run is long, and its beginning is often cut off.
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((what) => `  ${what}`).join("\n")}`);
  const total = sumOf(results.map((each) => each.tally));
  // CI reads this line, so it is a separate line, and the last one.
  console.log(`\n${lineOf(total)}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
};
