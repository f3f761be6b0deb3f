import type { HostLook } from "@cogrion/edge-migration/hosts/move";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { servedBy, textOfSets } from "../edge/placement-text.ts";
import type { RecordOptions, RecordPhase } from "../edge/record.ts";
import { recordVariablesHelp } from "../edge/variables-help.ts";
import { plain } from "@cogrion/cli/render/text";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";

export const parseHostName = (text: string): string => {
  if (/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("A host name, such as d111.cloudfront.net.");
};

type Options = RecordOptions & { json?: boolean };

/** The names are repeated here, because the zone's own file takes a second to load. */
export const dnsOption = (): Option =>
  new Option("--dns <host>", "the host that serves the zone now; needed if the ids of both zones are set").choices([
    "cloudflare",
    "route-53",
  ] satisfies RecordOptions["dns"][]);

/** Which record, and in which zone. */
export const withRecordOptions = (command: Command): Command =>
  withExitCodes(
    command
      .option("--host <name>", "the public name; that of the environment when absent", parseHostName)
      .addOption(dnsOption())
      .option("--json", "print JSON")
      .addHelpText("after", recordVariablesHelp),
  );

export const withTargetOption = (command: Command): Command =>
  command.requiredOption("--target <name>", "the AWS host for the record", parseHostName);

/** Moves the record, and prints the way back. */
export const moveRecord = async (phase: RecordPhase, target: string, options: Options): Promise<void> => {
  const { configuredHost } = await import("../edge/record.ts");
  const { host, move, exclusively } = configuredHost(phase, options);
  const { before, now } = await exclusively(async () => ({ before: await move.look(), now: await move.toAws(target) }));
  print(options, host, before, now, [`To go back: ./cogrion edge rollback ${phase}`]);
};

const print = ({ json }: Options, host: string, before: HostLook, now: HostLook, next: readonly string[]): void => {
  if (json === true) {
    console.log(JSON.stringify({ host, before: textOfSets(before.sets), now: textOfSets(now.sets) }));
    return;
  }
  const was = plain(textOfSets(before.sets));
  const is = plain(textOfSets(now.sets));
  const said = was === is ? `${host} is unchanged: ${is}` : `${host} was: ${was}\n${host} is now: ${is}`;
  console.log([said, ...next].join("\n"));
};

export const registerRollback = (rollback: Command, phase: RecordPhase): void => {
  const command = rollback.command(phase).summary(`the record of the ${phase}'s public name`);
  withExamples(
    withRecordOptions(command).action(async (options: Options) => {
      const { configuredHost } = await import("../edge/record.ts");
      const { host, move, exclusively } = configuredHost(phase, options);
      const { before, now } = await exclusively(async () => ({ before: await move.look(), now: await move.back() }));
      print(options, host, before, now, [`It is served by ${servedBy(now.placement)}.`]);
    }),
    `edge rollback ${phase}`,
  );
};
