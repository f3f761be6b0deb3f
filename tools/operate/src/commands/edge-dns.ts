import type { Command } from "commander";
import { createCounter } from "@cogrion/cli/render/counter";
import { zoneVariablesHelp } from "../edge/variables-help.ts";
import { textOfBlock, textOfReport } from "../edge/zone-text.ts";
import { exitCodes } from "@cogrion/cli/failure";
import type { EdgeVerbs } from "./edge-verbs.ts";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";

// Both hosts' client libraries take a second to load, which other commands need not wait for.
const zone = async () => (await import("../edge/zone.ts")).configuredZone();

type Options = { json?: boolean };
type CutoverOptions = Options & { confirm?: boolean };

export const registerDns = (verbs: Pick<EdgeVerbs, "backfill" | "verify" | "cutover">): void => {
  const phaseOf = (verb: Command, summary: string): Command =>
    withExitCodes(
      verb.command("dns").summary(summary).option("--json", "print JSON").addHelpText("after", zoneVariablesHelp),
    );
  withExamples(
    phaseOf(verbs.backfill, "the whole zone: copy to Route 53 what is missing there").action(backfill),
    "edge backfill dns",
  );
  withExamples(
    phaseOf(verbs.verify, "the whole zone: compare both hosts, one record set at a time").action(verify),
    "edge verify dns --json",
  );
  withExamples(
    phaseOf(verbs.cutover, "the whole zone: print what to set at the registrar, or what prevents it; changes nothing")
      .option("--confirm", "succeed only if the parent zone's servers return Route 53's names alone")
      .action(cutover),
    "edge cutover dns",
    "edge cutover dns --confirm",
  );
};

const verify = async ({ json }: Options): Promise<void> => {
  const report = await (await zone()).move.verify();
  const { recordSets: record_sets, obstacles, differences } = report;
  console.log(json === true ? JSON.stringify({ record_sets, obstacles, differences }) : textOfReport(report));
  if (obstacles.length + differences.length > 0) process.exitCode = exitCodes.blocked;
};

const backfill = async (options: Options): Promise<void> => {
  const counter = createCounter();
  const { move } = await zone();
  try {
    const changes = await move.backfill((done, all) => counter.show(`${done} of ${all} changes …`));
    counter.end();
    if (options.json !== true) console.log(`Changes made in Route 53: ${changes}.`);
  } finally {
    counter.end();
  }
  await verify(options);
};

const cutover = async ({ json, confirm }: CutoverOptions): Promise<void> => {
  const { zoneName, move, source } = await zone();
  const change = await move.registrar();
  const isWanted = confirm === true ? change.state === "done" : change.state !== "blocked";
  if (!isWanted) process.exitCode = exitCodes.blocked;
  if (json === true) {
    console.log(
      JSON.stringify(
        change.state === "blocked"
          ? { state: change.state, blocks: change.blocks.map(({ reason }) => reason) }
          : { state: change.state, name_servers: change.nameServers },
      ),
    );
    return;
  }
  if (change.state === "blocked") {
    console.log(["Not yet.", ...change.blocks.map(textOfBlock)].join("\n\n"));
    return;
  }
  const names = change.nameServers.map((name) => `  ${name}`).join("\n");
  if (change.state === "done") {
    console.log(`The parent zone's servers return only Route 53's name servers. ${zoneName} has moved.`);
    return;
  }
  const before = (await source.nameServers()).map((name) => `  ${name}`).join("\n");
  console.log(
    `${change.state === "ready" ? `Set these name servers of ${zoneName} at its registrar, and no others:` : "The parent zone returns name servers of both hosts, or only some of Route 53's. Set these, and no others:"}
${names}

No command makes this step, and none undoes it. The way back is at the registrar too, and takes as long as the parent's TTL (two days for .com):
${before}

Then: ./cogrion edge cutover dns --confirm`,
  );
};
