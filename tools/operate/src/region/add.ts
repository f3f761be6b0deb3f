import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseRegionFile } from "@cogrion/config/region-file";
import type { RegionId } from "@cogrion/domain";
import { placeNamesOf, tooLong } from "@cogrion/domain/naming/limits";
import { isRegionId } from "@cogrion/domain/naming/region";
import writeFileAtomic from "write-file-atomic";
import { isMap, parseDocument } from "yaml";
import { z } from "zod";
import type { DeployedEnvironment } from "./describe.ts";
import { describeRegion } from "./describe.ts";
import { filesOf } from "./files.ts";

const regionsPath = "infra/regions.yaml";

export type NewRegion = {
  environment: DeployedEnvironment;
  region: string;
  location: string;
  awsRegion: string;
  /** AWS account id, 12 digits; by default the account of the environment's primary region. */
  account?: string;
  /** The /16 of its VPC; by default the first free one. */
  cidr?: string;
};

export type AddedRegion = {
  region: RegionId;
  /**
   * Every file of the region and `infra/regions.yaml`, by path from the root, with its new text.
   */
  files: ReadonlyMap<string, string>;
};

export class RegionRefused extends Error {}

/**
 * Works out what a new region adds: one entry in `infra/regions.yaml` and three folders. Writes
 * nothing.
 * @throws RegionRefused with what to do instead.
 */
export const planRegion = async (checkoutFolder: string, wanted: NewRegion): Promise<AddedRegion> => {
  const text = await readFile(join(checkoutFolder, regionsPath), "utf8");
  const before = parseRegionFile(text);
  const region = canonicalOf(wanted.region, before.aliases);
  const { environment, location, awsRegion } = wanted;
  const { primary, regions: known } = before.environments[environment];
  const account = wanted.account ?? known[primary]?.account;
  if (known[region] !== undefined) {
    throw new RegionRefused(`${environment} already has the region ${region}. Nothing was changed.`);
  }
  const long = tooLong(placeNamesOf({ environment, region }));
  if (long !== undefined) {
    throw new RegionRefused(
      `The id ${region} is too long: ${long.what} would be ${long.name}, and the limit is ${long.maxOctets} characters.`,
    );
  }
  const { dev, prod } = before.environments;
  const cidr = wanted.cidr ?? freeRange([dev, prod].flatMap(({ regions }) => Object.values(regions)));
  const document = parseDocument(text);
  const entry = { location, awsRegion, account, cidr, releaseChannel: environment === "prod" ? "stable" : "candidate" };
  const regions = document.getIn(["environments", environment, "regions"]);
  if (!isMap(regions)) throw new Error(`${regionsPath} lists no regions of ${environment}.`);
  regions.set(region, document.createNode(entry));
  const after = document.toString({ lineWidth: 120 });
  const described = describeRegion(parse(after), environment, region);
  return { region, files: new Map([[regionsPath, after], ...filesOf(described, before.repository)]) };
};

const parse = (text: string): ReturnType<typeof parseRegionFile> => {
  try {
    return parseRegionFile(text);
  } catch (error) {
    throw new RegionRefused(
      `The new entry of ${regionsPath} would not be valid.\n${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}`,
    );
  }
};

/** @throws RegionRefused for an invalid region id, and for an alias, with the region's id. */
const canonicalOf = (text: string, aliases: Record<string, string>): RegionId => {
  const canonical = aliases[text];
  if (canonical !== undefined) throw new RegionRefused(`${text} is an alias. The region's id is ${canonical}.`);
  if (isRegionId(text)) return text;
  throw new RegionRefused(`${text} is not a region id. It is a city, a hyphen and a number, like frankfurt-1.`);
};

/** The first 10.x.0.0/16, in steps of ten, that no region of any environment has. */
const freeRange = (regions: { cidr: string }[]): string => {
  const taken = new Set(regions.map(({ cidr }) => cidr));
  for (let second = 10; second < 256; second += 10) {
    const cidr = `10.${second}.0.0/16`;
    if (!taken.has(cidr)) return cidr;
  }
  throw new RegionRefused("Every address range from 10.10.0.0/16 to 10.250.0.0/16 is taken. Give one by --cidr.");
};

/**
 * Writes what was planned: the folders first, the list last, each file whole or not at all. A run
 * that ends in between leaves files that the list does not name, and the next run writes them
 * again.
 */
export const writeRegion = async (checkoutFolder: string, { files }: AddedRegion): Promise<void> => {
  const folders = [...files].filter(([path]) => path !== regionsPath);
  const list = [...files].filter(([path]) => path === regionsPath);
  for (const [path, text] of [...folders, ...list]) {
    const file = join(checkoutFolder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  }
};
