import { setTimeout as sleep } from "node:timers/promises";
import type { RegionId } from "@cogrion/domain";
import { parseRegionId } from "@cogrion/domain";
import type { StackState } from "@cogrion/local-stack";
import { canonicalRegionOf, regionTableOf } from "@cogrion/local-stack";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { exitCodeOf, exitCodes, explain, InterruptedError } from "@cogrion/cli/failure";
import { isTerminal } from "@cogrion/cli/render/steps-view";
import { createJsonReporter } from "../up/json-reporter.ts";
import { createLineReporter } from "../up/line-reporter.ts";
import type { UpReporter } from "../up/reporter.ts";
import type { AskedStack } from "../up/running-stack.ts";
import { differenceOf } from "../up/running-stack.ts";
import type { UpResult } from "../up/result.ts";
import { runUp } from "../up/run.ts";
import type { StackSession } from "../up/session.ts";
import { openSession } from "../up/session.ts";
import { stopOnSignals } from "@cogrion/cli/signals";
import { printSummary } from "../up/summary.ts";
import { createTerminalReporter } from "../up/terminal-reporter.ts";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";
import { printStatus } from "./status.ts";

export type UpCommandOptions = { once?: boolean; json?: boolean; portOffset: number; regions: RegionId[] };

export const parseOffset = (text: string): number => {
  const offset = Number(text);
  if (/^\d+$/.test(text) && offset <= 50_000) return offset;
  throw new InvalidArgumentError("The port offset is a whole number from 0 to 50000.");
};

/** The primary region comes first and always: it owns what the others read. */
export const parseRegions = (text: string): RegionId[] => {
  const { primary, regions } = regionTableOf("local");
  const asked = text.split(",").map((each) => {
    const name = canonicalRegionOf(each.trim());
    if (Object.hasOwn(regions, name)) return parseRegionId(name);
    throw new InvalidArgumentError(
      `Unknown region "${each.trim()}"; infra/regions.yaml has ${Object.keys(regions).join(", ")}.`,
    );
  });
  const first = parseRegionId(primary);
  if (!asked.includes(first)) {
    throw new InvalidArgumentError(`${first} must be one of them: it is the primary region, which the others need.`);
  }
  return [first, ...new Set(asked.filter((region) => region !== first))];
};

export const register = (program: Command): void => {
  const primary = parseRegionId(regionTableOf("local").primary);
  const command = program
    .command("up")
    .summary("start the local stack and provision a workspace on it")
    .description(
      "Fetches missing tools, starts every part, migrates the database, provisions a workspace and starts its BFF.\nRuns until Ctrl-C. The data stays until `./cogrion down --purge`.",
    )
    .option("--once", "stop once the workspace is healthy; the exit code is 0 only then")
    .option("--json", "print progress as JSON lines; the last line is the workspace")
    .option("--port-offset <number>", "add this to every port, to run two stacks side by side", parseOffset, 0)
    .addOption(
      new Option("--regions <ids>", "regions, separated by commas; must include the primary region")
        .argParser(parseRegions)
        .default([primary], primary),
    )
    .action(async (options: UpCommandOptions) => {
      // Nothing unfinished keeps this process alive: the reaper ends what still runs.
      process.exit(await up(options, askedOf(command, options)));
    });
  withExamples(command, "up", "up --once --json | tail -n 1 | jq -r .bff_url", "up --regions sgp-1,frankfurt-1");
  withExitCodes(command, {
    ok: "stopped after the workspace became healthy, or a stack already runs",
    failed: "the workspace did not become healthy, a part stopped unexpectedly, or --once was used while a stack runs",
    usage: "invalid arguments, or a stack with another port offset or other regions runs here",
    interrupted: "interrupted before the workspace was healthy, or the terminal was closed",
  });
};

const reporterFor = ({ json }: UpCommandOptions): UpReporter => {
  if (json === true) return createJsonReporter();
  return isTerminal(process.stdout) ? createTerminalReporter(process.stdout) : createLineReporter();
};

const askedOf = (command: Command, { portOffset, regions }: UpCommandOptions): AskedStack => {
  const isNamed = (option: keyof UpCommandOptions): boolean => command.getOptionValueSource(option) === "cli";
  return {
    portOffset: isNamed("portOffset") ? portOffset : undefined,
    regions: isNamed("regions") ? regions : undefined,
  };
};

const up = async (options: UpCommandOptions, asked: AskedStack): Promise<number> => {
  const interruption = stopOnSignals("The data stays; ./cogrion up continues.");
  const opened = await openSession({ portOffset: options.portOffset, regions: options.regions });
  if (opened.kind === "running") return showRunning(opened.stack, options, differenceOf(opened.stack, asked));
  const reporter = reporterFor(options);
  const { session } = opened;
  try {
    const work = runUp({ ...options, session, reporter, signal: interruption.signal });
    const result = await Promise.race([blamingTheLost(work, session), interruption.happened, failWhenLost(session)]);
    reporter.close();
    if (options.once === true) await session.stop();
    tell(result, options);
    if (options.once === true) return exitCodes.ok;
    return await holdUntilEnd(session, interruption.happened);
  } catch (error) {
    reporter.close();
    if (options.json === true) console.log(JSON.stringify({ event: "failed", message: explain(error) }));
    else console.error(`\n${explain(error)}`);
    return interruption.signal.aborted ? exitCodes.interrupted : exitCodeOf(error);
  } finally {
    await session.stop();
  }
};

/** With --once somebody requested a separate run, which this is not. */
const showRunning = async (
  stack: StackState,
  { once, json }: UpCommandOptions,
  difference: string | undefined,
): Promise<number> => {
  if (difference !== undefined) {
    if (json === true) console.log(JSON.stringify({ event: "failed", message: difference }));
    else console.error(difference);
    return exitCodes.usage;
  }
  if (json === true) console.log(JSON.stringify({ event: "already_running", ...stack }));
  else {
    console.log(`The stack already runs, since ${stack.startedAt} in process ${stack.launcher.pid}.\n`);
    await printStatus(stack);
  }
  return once === true ? exitCodes.failed : exitCodes.ok;
};

const tell = (result: UpResult, { json, once }: UpCommandOptions): void => {
  if (json === true) console.log(finalLineOf(result));
  else printSummary(result, { isRunning: once !== true });
};

const finalLineOf = ({ workspaces, user }: UpResult): string => {
  const views = workspaces.map(({ workspace, region, bffUrl }) => ({
    workspace: workspace.id,
    status: workspace.state,
    health: workspace.health,
    region: region.place.region,
    delegated_zone: workspace.delegated_zone,
    api_url: region.apiUrl,
    bff_url: bffUrl,
  }));
  const signIn = { email: user.email, secrets_file: user.secretsFile };
  return JSON.stringify({ ...views[0], ...(views.length > 1 ? { workspaces: views } : {}), sign_in: signIn });
};

const failWhenLost = async (session: StackSession): Promise<never> => {
  const part = await session.lost;
  throw new Error(`${part} ended unexpectedly. See why with: ./cogrion logs ${part}`);
};

/**
 * What used a part that ended may fail a moment before that end is noticed, but it is not the
 * cause.
 */
const blamingTheLost = <Result>(work: Promise<Result>, session: StackSession): Promise<Result> =>
  work.catch(async (error: unknown) => {
    await Promise.race([failWhenLost(session), sleep(1000)]);
    throw error;
  });

/** Until somebody stops it, or a part stops unexpectedly. */
const holdUntilEnd = async (session: StackSession, interrupted: Promise<never>): Promise<number> => {
  const ended = await Promise.race([interrupted.catch((error: unknown) => error), failWhenLost(session)]);
  console.error("\nStopping …");
  // Ctrl-C and `down` are normal ends; a closed terminal is not.
  return ended instanceof InterruptedError && ended.signalName === "SIGHUP" ? exitCodes.interrupted : exitCodes.ok;
};
