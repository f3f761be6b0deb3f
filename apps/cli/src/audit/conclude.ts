import type { AuditHead, VerifiedChain } from "@cogrion/domain";
import type { Command } from "commander";
import writeFileAtomic from "write-file-atomic";
import { exitCodes } from "../failure.ts";
import { headLineOf, readAnchors } from "./anchors.ts";
import type { CheckedExport } from "./check-export.ts";
import { textOfVerdict, verdictOf } from "./report.ts";

/** Verifies every chain of a region in its own database; only operators' programs can. */
export type RegionVerification = {
  /** The end of a sentence: which database. */
  where: string;
  option: [flags: string, description: string];
  verify(region: string | undefined, anchors: readonly AuditHead[]): Promise<VerifiedChain[]>;
};

export type EvidenceOptions = { json?: boolean; against?: string; heads?: string };

export const withEvidenceOptions = (command: Command): Command =>
  command
    .option(
      "--against <file>",
      "compare with heads or an export that you stored earlier; this detects a rewritten chain",
    )
    .option("--heads <file>", "write the heads of all chains without a fault to this file; store it elsewhere");

export const readGivenAnchors = async ({ against }: EvidenceOptions): Promise<AuditHead[]> =>
  against === undefined ? [] : readAnchors(against);

/** Writes the requested heads, prints the verdict and sets the exit code. */
export const concludeVerification = async (
  chains: readonly VerifiedChain[],
  exported: CheckedExport | undefined,
  { heads, json }: EvidenceOptions,
): Promise<void> => {
  if (heads !== undefined) {
    const sound = chains.filter(({ fault }) => fault === undefined);
    await writeFileAtomic(heads, sound.map(({ head }) => `${headLineOf(head)}\n`).join(""), { mode: 0o600 });
  }
  const verdict = verdictOf(chains, exported);
  console.log(json === true ? JSON.stringify(verdict) : textOfVerdict(verdict));
  if (verdict.is_sound === false) process.exitCode = exitCodes.broken;
};
