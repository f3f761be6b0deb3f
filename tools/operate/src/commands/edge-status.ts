import type { Command } from "commander";
import type { RecordOptions } from "../edge/record.ts";
import { zoneVariablesHelp } from "../edge/variables-help.ts";
import { tableOf } from "@cogrion/cli/render/text";
import { dnsOption } from "./edge-record.ts";
import { withExamples } from "@cogrion/cli/commands/help";

type Options = Pick<RecordOptions, "dns"> & { json?: boolean };

export const registerStatus = (edge: Command): void => {
  const command = edge
    .command("status")
    .summary("show which host serves each phase's name, and what was done from this machine")
    .addOption(dnsOption())
    .option("--json", "print JSON")
    .addHelpText("after", `${zoneVariablesHelp}\n  ENVIRONMENT                 dev or prod: whose names`)
    .action(async ({ json, dns }: Options) => {
      const { edgeStatus } = await import("../edge/status.ts");
      const all = await edgeStatus(dns);
      if (json === true) console.log(JSON.stringify(all));
      else {
        console.log(
          tableOf(
            ["phase", "name", "served by", "records and progress"],
            all.map((each) => [each.phase, each.name, each.served_by, each.detail]),
          ),
        );
      }
    });
  withExamples(command, "edge status", "edge status --dns cloudflare --json");
};
