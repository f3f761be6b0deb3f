import { routes } from "@cogrion/contract";
import type { AuditHead } from "@cogrion/domain";
import type { VerifiedChain } from "@cogrion/services/audit/verify-region";
import { verifyRegion } from "@cogrion/services/audit/verify-region";
import type { Command } from "commander";
import writeFileAtomic from "write-file-atomic";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import { headLineOf, readAnchors } from "../audit/anchors.ts";
import type { CheckedExport } from "../audit/check-export.ts";
import { checkExport } from "../audit/check-export.ts";
import { linesOfFile, linesOfStream } from "../audit/lines.ts";
import { createCounter } from "../render/counter.ts";
import { withRegionChains } from "@cogrion/operate/audit/region";
import { textOfVerdict, verdictOf } from "../audit/report.ts";
import { exitCodes, UsageError } from "../failure.ts";
import { parseAccountId } from "./arguments.ts";
import { withExamples, withExitCodes } from "./help.ts";

type VerifyOptions = ApiOptions & {
  account?: string;
  file?: string;
  region?: string;
  filtered?: boolean;
  against?: string;
  heads?: string;
};

export const registerVerify = (audit: Command): void => {
  const verifying = withApiOptions(
    audit
      .command("verify")
      .summary("check that no event was taken away, added or changed")
      .description(
        "Checks an account's audit as the API exports it (--account), an export that you have (--file), or, with neither, every chain of a region " +
          "straight in its database: that of COGRION_AUDIT_DATABASE_URL, or of the local stack.",
      )
      .option("--account <id>", "the account whose audit the API exports", parseAccountId)
      .option("--file <file>", "an NDJSON export; no connection is made")
      .option("--filtered", "of a file that you exported with filters: checks each event, not that none is missing")
      .option("--region <id>", "of a local stack with several")
      .option("--against <file>", "heads or an export that you kept: tells a chain that was written anew")
      .option("--heads <file>", "write the heads of all chains that hold there, to be kept elsewhere"),
  ).action(verify);
  withExamples(
    withExitCodes(verifying),
    "audit verify --account 01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10 --against anchors.ndjson",
    "audit verify --file audit.ndjson",
    "audit verify --file quarter.ndjson --filtered",
    "audit verify --heads heads.ndjson",
  );
};

const verify = async (options: VerifyOptions): Promise<void> => {
  const { account, file, region, json } = options;
  if ([account, file, region].filter((each) => each !== undefined).length > 1)
    throw new UsageError("Take one of --account, --file and --region.");
  if (options.filtered === true && (file === undefined || options.heads !== undefined))
    throw new UsageError(
      "--filtered goes with --file alone: only a file may be filtered, and it proves no head to keep.",
    );
  const anchors = options.against === undefined ? [] : await readAnchors(options.against);
  const exported = await verifyExport(options, anchors);
  const chains = exported === undefined ? await verifyDatabase(region, anchors) : [exported];
  if (options.heads !== undefined) {
    const sound = chains.filter(({ fault }) => fault === undefined);
    await writeFileAtomic(options.heads, sound.map(({ head }) => `${headLineOf(head)}\n`).join(""), { mode: 0o600 });
  }
  const verdict = verdictOf(chains, exported);
  console.log(json === true ? JSON.stringify(verdict) : textOfVerdict(verdict));
  if (verdict.is_sound === false) process.exitCode = exitCodes.broken;
};

const verifyExport = async (
  options: VerifyOptions,
  anchors: readonly AuditHead[],
): Promise<CheckedExport | undefined> => {
  const { account, file, filtered: mayBeFiltered = false } = options;
  const lines = await linesFor(options);
  if (lines === undefined) return undefined;
  const counter = createCounter();
  try {
    const onProgress = (events: number): void => counter.show(`${events.toLocaleString("en")} events …`);
    const checked = await checkExport(lines, { anchors, mayBeFiltered, onProgress });
    if (account !== undefined && checked.accountId !== account)
      throw new UsageError(`The API exported the audit of another account than ${account}.`);
    if (anchors.length > 0 && !anchors.some(({ accountId }) => accountId === checked.accountId))
      throw new UsageError(`None of the heads is of the account of ${file ?? "the export"} (${checked.accountId}).`);
    return checked;
  } finally {
    counter.end();
  }
};

const linesFor = async (options: VerifyOptions): Promise<AsyncIterable<string> | undefined> => {
  const { account, file } = options;
  if (file !== undefined) return linesOfFile(file);
  if (account === undefined) return undefined;
  const api = await connect(options);
  const params = { account_id: account };
  return linesOfStream(await api.download(routes.exportAudit, { params, query: { format: "ndjson" } }));
};

const verifyDatabase = (region: string | undefined, anchors: readonly AuditHead[]): Promise<VerifiedChain[]> =>
  withRegionChains(region, async (chains) => {
    const counter = createCounter();
    const verified: VerifiedChain[] = [];
    try {
      const verifying = verifyRegion(
        { chains },
        {
          anchors,
          onProgress: ({ chain, chains: all, events }) =>
            counter.show(`chain ${chain} of ${all}, ${events.toLocaleString("en")} events …`),
        },
      );
      for await (const chain of verifying) verified.push(chain);
      return verified;
    } finally {
      counter.end();
    }
  });
