import type { Bundle } from "@cogrion/edge-migration/ui/files";
import type { HostDifference } from "@cogrion/edge-migration/hosts/answers";
import { backfillUi } from "@cogrion/edge-migration/ui/backfill";
import { compareUi, uiRequests } from "@cogrion/edge-migration/ui/compare";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { createCounter } from "@cogrion/cli/render/counter";
import { askBytesAt } from "../edge/ask-host.ts";
import type { BundleOptions } from "../edge/bundle.ts";
import { maxFileBytes, readBundle } from "../edge/bundle.ts";
import type { RecordOptions } from "../edge/record.ts";
import { bucketVariablesHelp } from "../edge/variables-help.ts";
import { exitCodes } from "@cogrion/cli/failure";
import { tableOf } from "@cogrion/cli/render/text";
import { stopOnSignals } from "@cogrion/cli/signals";
import { parseAddress, parseOrigin } from "@cogrion/cli/commands/arguments";
import { moveRecord, registerRollback, withRecordOptions, withTargetOption } from "./edge-record.ts";
import type { EdgeVerbs } from "./edge-verbs.ts";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";

type BackfillOptions = BundleOptions & { bucket: string; json?: boolean };
type CompareOptions = BundleOptions & { origin: URL; cloudflare: string; aws: string; json?: boolean };

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const parseBucket = (text: string): string => {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) return text;
  throw new InvalidArgumentError("A bucket's name, such as cogrion-prod-dashboard.");
};

const withBundle = (command: Command): Command =>
  command
    .requiredOption("--bundle <folder>", "folder of the built dashboard")
    .option("--source-maps", "allow source maps, which are rejected otherwise")
    .option("--dot-files", "allow files and folders whose names start with a dot");

const withComparison = (command: Command): Command =>
  withBundle(command)
    .requiredOption("--origin <origin>", "the public origin: https://app.cogrion.com", parseOrigin)
    .requiredOption("--cloudflare <host>", "address of Cloudflare Pages", parseAddress)
    .requiredOption("--aws <host>", "address of the CloudFront distribution", parseAddress);

const exampleOptions =
  "--bundle dist --origin https://app.cogrion.com \\\n      --cloudflare app.cogrion.com --aws d111.cloudfront.net";

export const registerUi = ({ backfill, verify, cutover, rollback }: EdgeVerbs): void => {
  withExamples(
    withExitCodes(withBundle(backfill.command("ui")).option("--json", "print JSON"))
      .summary("the dashboard: upload files that are missing or different in the bucket (docs/runbooks/edge-ui.md)")
      .requiredOption("--bucket <name>", "the S3 bucket behind the CloudFront distribution", parseBucket)
      .addHelpText("after", bucketVariablesHelp)
      .action(copy),
    "edge backfill ui --bundle dist --bucket cogrion-prod-dashboard",
  );
  withExamples(
    withExitCodes(withComparison(verify.command("ui").option("--json", "print JSON")))
      .summary("the dashboard: request every file, pages of the application and a missing file from both hosts")
      .action(async (options: CompareOptions) => tell(options, await ask(options))),
    `edge verify ui ${exampleOptions}`,
  );
  withExamples(
    withComparison(withTargetOption(withRecordOptions(cutover.command("ui"))))
      .summary("the dashboard: point its name at AWS, if both hosts return the same now")
      .action(async (options: CompareOptions & RecordOptions & { target: string }) => {
        const compared = await ask(options);
        if (compared.differences.length > 0) tell(options, compared);
        else await moveRecord("ui", options.target, options);
      }),
    `edge cutover ui --target d111.cloudfront.net ${exampleOptions}`,
  );
  registerRollback(rollback, "ui");
};

const copy = async ({ bucket, json, ...options }: BackfillOptions): Promise<void> => {
  // The client library takes a second to load, which other commands need not wait for.
  const { configuredStaticFiles } = await import("../edge/static-files.ts");
  const store = configuredStaticFiles(bucket);
  const bundle: Bundle = await readBundle(options);
  const { signal } = stopOnSignals("Run the same command to continue.");
  const counter = createCounter();
  const { files, written } = await backfillUi({
    bundle,
    store,
    signal,
    onFile: (soFar) => counter.show(`${soFar.files} of ${bundle.files.length} files, ${soFar.written} written …`),
  }).finally(() => counter.end());
  console.log(
    json === true
      ? JSON.stringify({ files, written })
      : `${files} files in the bundle, ${written} written to ${bucket}.`,
  );
};

type Compared = { requests: number; differences: HostDifference[] };

const ask = async (options: CompareOptions): Promise<Compared> => {
  const { origin, cloudflare, aws } = options;
  const requests = uiRequests((await readBundle(options)).files);
  const { signal } = stopOnSignals("Nothing was changed.");
  const counter = createCounter();
  const differences = await compareUi({
    cloudflare: askBytesAt(origin, cloudflare, maxFileBytes),
    aws: askBytesAt(origin, aws, maxFileBytes),
    requests,
    signal,
    onRequest: (done) => counter.show(`${done} of ${requests.length} requests compared …`),
  }).finally(() => counter.end());
  return { requests: requests.length, differences };
};

// One wrong setting of a host shows in every file.
const maxShown = 50;

const tell = ({ json }: CompareOptions, { requests, differences }: Compared): void => {
  if (differences.length > 0) process.exitCode = exitCodes.blocked;
  if (json === true) {
    console.log(JSON.stringify({ requests, differences }));
    return;
  }
  if (differences.length === 0) {
    console.log(`Both hosts serve the bundle: ${requests} requests compared.`);
    return;
  }
  const rows = differences.slice(0, maxShown).map((each) => [each.request, each.what, each.cloudflare, each.aws]);
  console.log(tableOf(["request", "differs in", "Cloudflare", "AWS"], rows));
  if (differences.length > maxShown) console.log(`… and ${differences.length - maxShown} more: --json lists them all.`);
};
