import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeployedRegion } from "@cogrion/operate/region/describe";
import { filesIn, foldersOf, regionsOf } from "./tree.ts";

/** The only value that lists other regions, and the only one that names the primary. */
const mayNameOthers = /^\s*(?:REGIONS|PRIMARY_CPLANE_API_URL): /;

/** What only another region has; this region's files must not contain it. */
const foreignOf = (checkout: string, region: DeployedRegion): string[] => {
  const own = [region.region, region.awsRegion, region.account, region.cidr, region.environment] as string[];
  const others = regionsOf(checkout).filter(({ name }) => name !== region.name);
  const prefixOf = (cidr: string): string => `${cidr.split(".").slice(0, 2).join(".")}.`;
  return [
    ...new Set(
      others.flatMap((other) => [other.name, other.region, other.awsRegion, other.account, prefixOf(other.cidr)]),
    ),
  ].filter((text) => !own.includes(text));
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Lines of a region's three folders that name another region, or the other environment's domain.
 */
export const faultsOfNames = async (checkout: string, region: DeployedRegion): Promise<string[]> => {
  const foreign = foreignOf(checkout, region);
  const words = foreign.length === 0 ? /(?!)/ : new RegExp(`(?<![a-z0-9])(?:${foreign.map(escaped).join("|")})`);
  const domain =
    region.environment === "prod"
      ? /\bdev\.[a-z-]+-\d+\.cogrion/
      : /\b(?:cplane|auth|grafana|temporal)\.[a-z-]+-\d+\.cogrion/;
  const faults: string[] = [];
  for (const folder of foldersOf(region)) {
    const files = await filesIn(checkout, folder);
    if (files.length === 0) faults.push(`${folder}: missing`);
    for (const file of files) {
      const lines = (await readFile(join(checkout, file), "utf8").catch(() => "")).split("\n");
      for (const line of lines)
        if (!mayNameOthers.test(line) && (words.test(line) || domain.test(line)))
          faults.push(`${file}: names another region: ${line.trim()}`);
    }
  }
  return faults;
};
