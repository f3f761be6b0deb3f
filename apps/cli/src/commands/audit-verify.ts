import { routes } from "@cogrion/contract";
import type { AuditHead } from "@cogrion/domain";
import type { Command } from "commander";
import type { CheckedExport } from "../audit/check-export.ts";
import { checkExport } from "../audit/check-export.ts";
import type { EvidenceOptions, RegionVerification } from "../audit/conclude.ts";
import { concludeVerification, readGivenAnchors, withEvidenceOptions } from "../audit/conclude.ts";
import { linesOfFile, linesOfStream } from "../audit/lines.ts";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import { UsageError } from "../failure.ts";
import { createCounter } from "../render/counter.ts";
import { parseAccountId } from "./arguments.ts";
import { withExamples, withExitCodes } from "./help.ts";

type VerifyOptions = ApiOptions &
  EvidenceOptions & { account?: string; file?: string; region?: string; filtered?: boolean };

export const registerVerify = (audit: Command, region?: RegionVerification): void => {
  const sources = "Verifies the audit log of an account (--account) or in an exported file (--file)";
  const command = audit
    .command("verify")
    .summary("verify that no event was removed, added or changed")
    .description(
      region === undefined
        ? `${sources}.`
        : `${sources}. Without these options, it verifies every chain of a region ${region.where}.`,
    )
    .option("--account <id>", "the account whose audit log the API exports", parseAccountId)
    .option("--file <file>", "an NDJSON export; no connection is made")
    .option("--filtered", "the file was exported with filters: verify each event; missing events cannot be detected");
  if (region !== undefined) command.option(...region.option);
  const verifying = withApiOptions(withEvidenceOptions(command)).action((options: VerifyOptions) =>
    verify(options, region),
  );
  withExamples(
    withExitCodes(verifying),
    "audit verify --account 01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10 --against anchors.ndjson",
    "audit verify --file audit.ndjson",
    "audit verify --file quarter.ndjson --filtered",
    ...(region === undefined ? [] : ["audit verify --heads heads.ndjson"]),
  );
};

const verify = async (options: VerifyOptions, region: RegionVerification | undefined): Promise<void> => {
  const { account, file } = options;
  if ([account, file, options.region].filter((each) => each !== undefined).length > 1)
    throw new UsageError(`Use only one of --account${region === undefined ? " and --file" : ", --file and --region"}.`);
  if (options.filtered === true && (file === undefined || options.heads !== undefined))
    throw new UsageError(
      "--filtered requires --file and excludes --heads: only a file can be filtered, and it proves no head.",
    );
  const anchors = await readGivenAnchors(options);
  const exported = await verifyExport(options, anchors);
  if (exported !== undefined) return concludeVerification([exported], exported, options);
  if (region === undefined) throw new UsageError("Name what to verify: --account <id> or --file <file>.");
  return concludeVerification(await region.verify(options.region, anchors), undefined, options);
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
      throw new UsageError(`The API exported the audit log of another account than ${account}.`);
    if (anchors.length > 0 && !anchors.some(({ accountId }) => accountId === checked.accountId))
      throw new UsageError(`No head belongs to the account of ${file ?? "the export"} (${checked.accountId}).`);
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
