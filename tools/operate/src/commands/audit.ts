import { concludeVerification, readGivenAnchors, withEvidenceOptions } from "@cogrion/cli/audit/conclude";
import type { EvidenceOptions } from "@cogrion/cli/audit/conclude";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";
import type { Command } from "commander";
import { regionVerification } from "../audit/region.ts";

export const register = (program: Command): void => {
  const audit = program.command("audit").summary("verify a region's audit log in its database");
  const verifying = withEvidenceOptions(
    audit
      .command("verify")
      .summary("verify that no event was removed, added or changed")
      .description(`Verifies every chain of a region ${regionVerification.where}.`)
      .option(...regionVerification.option),
  )
    .option("--json", "print JSON instead of text")
    .action(async (options: EvidenceOptions & { region?: string }) => {
      const chains = await regionVerification.verify(options.region, await readGivenAnchors(options));
      await concludeVerification(chains, undefined, options);
    });
  withExamples(withExitCodes(verifying), "audit verify --heads heads.ndjson");
};
