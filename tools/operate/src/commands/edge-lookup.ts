import { setTimeout } from "node:timers/promises";
import type { Environment } from "@cogrion/domain";
import { lookupHostOf } from "@cogrion/domain";
import { backfillLookup } from "@cogrion/edge-migration/lookup/backfill";
import { lookupBlocksOf } from "@cogrion/edge-migration/lookup/journal";
import { verifyLookup } from "@cogrion/edge-migration/lookup/verify";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { createCounter } from "@cogrion/cli/render/counter";
import { askHostAt } from "../edge/ask-host.ts";
import { lookupJournal } from "../edge/journal.ts";
import { textOfLookupBlocks, textOfLookupReport } from "../edge/lookup-text.ts";
import type { RecordOptions } from "../edge/record.ts";
import { storeVariablesHelp } from "../edge/variables-help.ts";
import { pickVariables, readEdgeVariables } from "../edge/variables.ts";
import { exitCodes } from "@cogrion/cli/failure";
import { plain } from "@cogrion/cli/render/text";
import { stopOnSignals } from "@cogrion/cli/signals";
import { parseAddress, parseOrigin } from "@cogrion/cli/commands/arguments";
import { moveRecord, registerRollback, withRecordOptions, withTargetOption } from "./edge-record.ts";
import type { EdgeVerbs } from "./edge-verbs.ts";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";

type StoreOptions = { restart?: boolean; requestsPerSecond: number; json?: boolean };
type VerifyOptions = StoreOptions & {
  origin?: URL;
  cloudflare?: string;
  aws?: string;
  repair?: boolean;
  settle: number;
};

const parseNumber = (text: string): number => {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number <= 100_000) return number;
  throw new InvalidArgumentError("A number, such as 3.5.");
};

// 1,200 in five minutes are allowed:
// https://developers.cloudflare.com/fundamentals/api/reference/limits/
const cloudflareRequestsPerSecond = 3.5;
// Workers KV is consistent everywhere after a minute, and hosts cache responses for half a minute.
const settleSeconds = 65;

export const registerLookup = ({ backfill, verify, cutover, rollback }: EdgeVerbs): void => {
  const phaseOf = (verb: Command, summary: string): Command =>
    withExitCodes(
      verb
        .command("lookup")
        .summary(summary)
        .option("--restart", "start over instead of continuing where the last run stopped")
        .option(
          "--requests-per-second <number>",
          "limit of requests to Cloudflare's API, which allows four",
          parseNumber,
          cloudflareRequestsPerSecond,
        )
        .option("--json", "print JSON")
        .addHelpText("after", storeVariablesHelp),
    );
  withExamples(
    phaseOf(backfill, "the tenants' routes: copy to DynamoDB what is only in Workers KV").action(copy),
    "edge backfill lookup",
  );
  withExamples(
    phaseOf(verify, "the tenants' routes: compare every tenant in both stores and at both hosts")
      .option("--cloudflare <host>", "look up every tenant at the Worker, at this address", parseAddress)
      .option("--aws <host>", "look up every tenant at the AWS host, at this address", parseAddress)
      .option("--origin <origin>", "the public origin; that of the environment when absent", parseOrigin)
      .option("--repair", "write the newer version to both stores")
      .option("--settle <seconds>", "wait this long, then compare the differences again", parseNumber, settleSeconds)
      .action(compare),
    "edge verify lookup --cloudflare cplane.cogrion.com --aws d-1a2b.execute-api.ap-southeast-1.amazonaws.com",
    "edge verify lookup --repair",
  );
  withExamples(
    withTargetOption(withRecordOptions(cutover.command("lookup")))
      .summary("the tenants' routes: point the lookup's name at AWS, after two clean comparisons")
      .action(move),
    "edge cutover lookup --target d-1a2b.execute-api.ap-southeast-1.amazonaws.com",
  );
  registerRollback(rollback, "lookup");
};

/** Both stores' client libraries take a second to load, which other commands need not wait for. */
const stores = async (options: StoreOptions) => {
  const { configuredLookup } = await import("../edge/lookup.ts");
  return configuredLookup(options.requestsPerSecond);
};

const goesOn = "Run the same command to continue.";

const copy = async (options: StoreOptions): Promise<void> => {
  const { environment, kv, dynamodb } = await stores(options);
  const journal = lookupJournal(environment);
  const counter = createCounter();
  const { signal } = stopOnSignals(goesOn);
  await journal.exclusively(async () => {
    if (options.restart === true) await journal.write({ ...(await journal.read()), backfill: undefined });
    const { tenants, written, damaged } = await backfillLookup({
      kv,
      dynamodb,
      journal,
      now: () => new Date(),
      signal,
      onPage: (soFar) => counter.show(`${soFar.tenants} tenants read, ${soFar.written} written …`),
    }).finally(() => counter.end());
    if (damaged.length > 0) process.exitCode = exitCodes.blocked;
    if (options.json === true) {
      console.log(JSON.stringify({ tenants, written, damaged }));
      return;
    }
    console.log(`${tenants} tenants in Workers KV, ${written} written to DynamoDB.`);
    if (damaged.length > 0) {
      console.log(`Invalid values in Workers KV, not copied: ${damaged.map(plain).join(", ")}`);
    }
  });
};

const hostsOf = ({ origin, cloudflare, aws }: VerifyOptions, environment: Environment) => {
  const scheme = environment === "local" ? "http" : "https";
  const at = origin ?? new URL(`${scheme}://${lookupHostOf(environment)}`);
  return {
    ...(cloudflare === undefined ? {} : { cloudflare: askHostAt(at, cloudflare) }),
    ...(aws === undefined ? {} : { aws: askHostAt(at, aws) }),
  };
};

const compare = async (options: VerifyOptions): Promise<void> => {
  const { environment, kv, dynamodb } = await stores(options);
  const journal = lookupJournal(environment);
  const counter = createCounter();
  const { signal } = stopOnSignals(goesOn);
  const report = await journal.exclusively(async () => {
    if (options.restart === true) await journal.write({ ...(await journal.read()), sweep: undefined });
    return verifyLookup({
      kv,
      dynamodb,
      hosts: hostsOf(options, environment),
      environment,
      journal,
      now: () => new Date(),
      wait: async (milliseconds) => {
        if (milliseconds <= 0) return;
        counter.show("waiting before the differences are compared again …");
        await setTimeout(milliseconds, undefined, { signal });
      },
      settleMilliseconds: options.settle * 1000,
      isRepairing: options.repair === true,
      signal,
      onPage: ({ tenants, suspects }) =>
        counter.show(`${tenants} tenants compared, ${suspects.length} to compare again …`),
    }).finally(() => counter.end());
  });
  if (report.findings > 0 || report.isBrokenOff) process.exitCode = exitCodes.blocked;
  if (options.json !== true) {
    console.log(textOfLookupReport(report));
    return;
  }
  const { tenants, hosts, findings, examples, repaired, isBrokenOff } = report;
  const listed = examples.map(({ workspaceId, ...each }) => ({ workspace_id: workspaceId, ...each }));
  console.log(JSON.stringify({ tenants, hosts, findings, examples: listed, repaired, broken_off: isBrokenOff }));
};

type MoveOptions = RecordOptions & { target: string; json?: boolean };

const move = async ({ target, ...options }: MoveOptions): Promise<void> => {
  const { ENVIRONMENT: environment } = readEdgeVariables(pickVariables("ENVIRONMENT"));
  const blocks = lookupBlocksOf(await lookupJournal(environment).read(), new Date());
  if (blocks.length === 0) return moveRecord("lookup", target, options);
  process.exitCode = exitCodes.blocked;
  console.log(options.json === true ? JSON.stringify({ blocks }) : textOfLookupBlocks(blocks));
};
