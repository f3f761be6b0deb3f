import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { withExamples } from "@cogrion/cli/commands/help";
import { UsageError } from "@cogrion/cli/failure";
import { readRegionFile } from "@cogrion/config/region-file";
import { isRegionId } from "@cogrion/domain/naming/region";
import type { Command } from "commander";
import { Option } from "commander";
import { z } from "zod";
import type { NewRegion } from "../region/add.ts";
import { planRegion, RegionRefused, writeRegion } from "../region/add.ts";
import { deployedEnvironments, describeRegion } from "../region/describe.ts";
import type { Recorded } from "../region/record.ts";
import { edgeStore, recordRegion, regionOutputs, releaseDigests } from "../region/record.ts";

type Environment = NewRegion["environment"];
type AddOptions = Omit<NewRegion, "environment" | "region"> & { env: Environment; dryRun?: boolean; json?: boolean };
type RecordOptions = {
  env: Environment;
  outputs?: string;
  cloudflareAccount?: string;
  kvNamespace?: string;
  release?: string;
  controlPlaneDigest?: string;
  workerDigest?: string;
  json?: boolean;
};

const checkoutFolder = resolve(import.meta.dirname, "../../../..");

export const register = (program: Command): void => {
  const region = program
    .command("region")
    .summary("add a region to the repository, and record what its infrastructure returned")
    .description("Works on the files of this checkout. Nothing is created in AWS and nothing is deployed.");
  const environment = new Option("--env <environment>", "environment of the region")
    .choices(deployedEnvironments)
    .makeOptionMandatory();

  withExamples(
    region
      .command("add")
      .summary("write the entry and the three folders of a new region")
      .description(
        "Adds one entry to infra/regions.yaml and writes the region's folders in infra/terraform/envs, infra/values and " +
          "infra/argocd/apps. Everything else that needs the region is derived from the entry.",
      )
      .argument("<region>", "id of the region: a city, a hyphen, a number, like frankfurt-1")
      .addOption(environment)
      .requiredOption("--location <name>", "what people read, like 'Frankfurt 1'")
      .requiredOption("--aws-region <region>", "AWS region that it runs in, like eu-central-1")
      .option("--account <id>", "AWS account of the region; the account of the environment's primary region otherwise")
      .option(
        "--cidr <range>",
        "address range of its VPC, a /16 that no other region has; the first free one otherwise",
      )
      .option("--dry-run", "list what would be written, and write nothing")
      .option("--json", "JSON instead of text")
      .action(add),
    "region add frankfurt-1 --env prod --location 'Frankfurt 1' --aws-region eu-central-1",
  );
  withExamples(
    region
      .command("record")
      .summary("write what Terraform, the edge and a release returned into the region's values")
      .description("All other lines of the values are unchanged. Recording the same values again changes nothing.")
      .argument("<region>", "id of the region")
      .addOption(environment)
      .option("--outputs <file>", "what `terraform output -json` printed in the region's Terraform folder")
      .option("--cloudflare-account <id>", "Cloudflare account of the edge; give --kv-namespace too")
      .option("--kv-namespace <id>", "KV namespace of the environment's routes; give --cloudflare-account too")
      .option("--release <version>", "version that the region runs next; give both digests too")
      .option("--control-plane-digest <digest>", "digest of the release's control plane image")
      .option("--worker-digest <digest>", "digest of the release's worker image")
      .option("--json", "JSON instead of text")
      .action(record),
    "region record frankfurt-1 --env prod --outputs outputs.json",
  );
};

const add = async (region: string, { env, dryRun, json, ...rest }: AddOptions): Promise<void> => {
  const planned = await planRegion(checkoutFolder, { environment: env, region, ...rest }).catch((error: unknown) => {
    throw error instanceof RegionRefused ? new UsageError(error.message) : error;
  });
  if (dryRun !== true) await writeRegion(checkoutFolder, planned);
  const files = [...planned.files.keys()].toSorted();
  if (json === true) {
    console.log(JSON.stringify({ region: planned.region, environment: env, is_written: dryRun !== true, files }));
    return;
  }
  console.log(dryRun === true ? "These files would be written:" : "Written:");
  for (const file of files) console.log(`  ${file}`);
  if (dryRun !== true) console.log("\nNext: ./cogrion test terraform deploy, then docs/runbooks/add-a-region.md");
};

const record = async (region: string, options: RecordOptions): Promise<void> => {
  if (!isRegionId(region)) throw new UsageError(`${region} is not a region id. One looks like frankfurt-1.`);
  const described = describeKnown(options.env, region);
  const changed = await recordRegion(checkoutFolder, described, await recordedOf(options));
  if (options.json === true) {
    console.log(JSON.stringify({ region, environment: options.env, changed }));
    return;
  }
  if (changed.length === 0) console.log("Nothing changed: the values have all of it already.");
  for (const file of changed) console.log(`Changed ${file}`);
};

const describeKnown = (environment: Environment, region: Parameters<typeof describeRegion>[2]) => {
  try {
    return describeRegion(readRegionFile(checkoutFolder), environment, region);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const recordedOf = async (options: RecordOptions): Promise<Recorded> => {
  const { outputs, cloudflareAccount, kvNamespace, release, controlPlaneDigest, workerDigest } = options;
  const recorded: Recorded = {
    ...(outputs === undefined ? {} : { outputs: checked(regionOutputs, await readJson(outputs), outputs) }),
    ...(cloudflareAccount === undefined && kvNamespace === undefined
      ? {}
      : {
          edge: checked(edgeStore, { cloudflareAccountId: cloudflareAccount, kvNamespaceId: kvNamespace }, "The edge"),
        }),
    ...(release === undefined
      ? {}
      : {
          release: checked(
            releaseDigests,
            { version: release, controlPlane: controlPlaneDigest, worker: workerDigest },
            "The release",
          ),
        }),
  };
  if (Object.keys(recorded).length === 0)
    throw new UsageError("Give at least one of --outputs, --cloudflare-account or --release.");
  return recorded;
};

const readJson = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
};

const checked = <Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(`${what} is not complete or not valid.\n${z.prettifyError(result.error)}`);
};
