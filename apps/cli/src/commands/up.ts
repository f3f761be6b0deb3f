import type { RegionId } from "@cogrion/domain";
import { parseRegionId } from "@cogrion/domain";
import { regionTableOf, runningStack } from "@cogrion/local-stack";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { exitCodeOf, exitCodes, explain } from "../failure.ts";
import type { UpReporter } from "../up/reporter.ts";
import { createJsonReporter, createLineReporter } from "../up/reporter.ts";
import type { UpResult } from "../up/run.ts";
import { runUp } from "../up/run.ts";
import type { StackSession } from "../up/session.ts";
import { printSummary } from "../up/summary.ts";
import { printStatus } from "./status.ts";

type Options = { once?: boolean; json?: boolean; portOffset: number; regions: RegionId[] };

const parseOffset = (text: string): number => {
  const offset = Number(text);
  if (Number.isInteger(offset) && offset >= 0 && offset <= 50_000) return offset;
  throw new InvalidArgumentError("It is a whole number from 0 to 50000.");
};

const parseRegions = (text: string): RegionId[] => {
  const known = Object.keys(regionTableOf("local").regions);
  return text.split(",").map((each) => {
    const region = parseRegionId(each.trim());
    if (known.includes(region)) return region;
    throw new InvalidArgumentError(`There is no region "${region}"; infra/regions.yaml has ${known.join(", ")}.`);
  });
};

export const register = (program: Command): void => {
  program
    .command("up")
    .summary("start everything, and bring a workspace to life on it")
    .description(
      "Fetches what is missing, starts every part, migrates and configures, provisions a workspace and starts its BFF.\nRuns until Ctrl-C; what it made stays until `./cogrion down --purge`.",
    )
    .option("--once", "stop again once the workspace is healthy; exit code 0 only then")
    .option("--json", "progress as JSON lines; the last one tells the workspace")
    .option("--port-offset <number>", "add this to every port, to run two stacks side by side", parseOffset, 0)
    .option("--regions <ids>", "regions, separated by commas", parseRegions, [
      regionTableOf("local").primary as RegionId,
    ])
    .action(async (options: Options) => {
      process.exitCode = await up(options);
    });
};

const finalLineOf = ({ workspaces }: UpResult): string => {
  const [first] = workspaces;
  return JSON.stringify({
    workspace: first?.workspace.id,
    status: first?.workspace.state,
    health: first?.workspace.health,
    region: first?.region.place.region,
    delegated_zone: first?.workspace.delegated_zone,
    api_url: first?.region.apiUrl,
    bff_url: first?.bffUrl,
    ...(workspaces.length > 1 ? { workspaces: workspaces.map(({ workspace }) => workspace.id) } : {}),
  });
};

const up = async (options: Options): Promise<number> => {
  const running = await runningStack();
  if (running !== undefined) {
    if (options.json === true) console.log(JSON.stringify({ event: "already_running", ...running }));
    else await printStatus(running);
    // With --once somebody asked for a run of their own, which this is not.
    return options.once === true ? exitCodes.failed : exitCodes.ok;
  }
  const interrupted = new AbortController();
  let session: StackSession | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    if (interrupted.signal.aborted) return;
    interrupted.abort(new Error(`Stopped by ${name}. What was made stays; ./cogrion up goes on.`));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  const reporter: UpReporter = options.json === true ? createJsonReporter() : createLineReporter();
  try {
    const working = runUp(
      { regions: options.regions, portOffset: options.portOffset, reporter, signal: interrupted.signal },
      (opened) => {
        session = opened;
      },
    );
    const result = await Promise.race([working, abortOf(interrupted.signal)]);
    if (options.once === true) {
      await result.session.stop();
      if (options.json === true) console.log(finalLineOf(result));
      else printSummary(result, { isRunning: false });
      return exitCodes.ok;
    }
    if (options.json === true) console.log(finalLineOf(result));
    else printSummary(result, { isRunning: true });
    return await holdUntilEnd(result.session, interrupted.signal);
  } catch (error) {
    if (options.json === true) console.log(JSON.stringify({ event: "failed", message: explain(error) }));
    else console.error(`\n${explain(error)}`);
    return interrupted.signal.aborted ? exitCodes.interrupted : exitCodeOf(error);
  } finally {
    if (options.json !== true && session !== undefined && interrupted.signal.aborted) console.log("Stopping …");
    await session?.stop();
  }
};

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

/** Until somebody stops it, or a part ends by itself. */
const holdUntilEnd = async (session: StackSession, signal: AbortSignal): Promise<number> => {
  const ended = await Promise.race([session.lost, abortOf(signal).catch(() => undefined)]);
  if (ended === undefined) return exitCodes.ok;
  console.error(`\n${ended} ended by itself. See why with: ./cogrion logs ${ended}`);
  return exitCodes.failed;
};
