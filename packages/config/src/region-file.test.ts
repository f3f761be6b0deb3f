import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRegionFile } from "./region-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-regions-"));
  await mkdir(join(folder, "infra"));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (production: Record<string, unknown>) => {
  const deployed = {
    location: "Singapore 1",
    awsRegion: "ap-southeast-1",
    account: "111122223333",
    releaseChannel: "stable",
  };
  const environments = {
    prod: { primary: "sgp-1", regions: { "sgp-1": { ...deployed, cidr: "10.20.0.0/16", ...production } } },
    dev: { primary: "sgp-1", regions: { "sgp-1": { ...deployed, cidr: "10.10.0.0/16" } } },
    local: { primary: "sgp-1", regions: { "sgp-1": { location: "Singapore", awsRegion: "ap-southeast-1" } } },
  };
  // JSON is valid YAML.
  const file = { repository: "https://example.com/cogrion.git", environments, aliases: {} };
  await writeFile(join(folder, "infra", "regions.yaml"), JSON.stringify(file));
  return readRegionFile(folder);
};

test("the repository's list is valid", () => {
  const { prod } = readRegionFile(resolve(import.meta.dirname, "..", "..", "..")).environments;
  expect(prod.regions[prod.primary]?.account).toMatch(/^\d{12}$/);
});

test("a deployed region names its account, its address range and its release channel", async () => {
  await expect(read({})).resolves.toBeDefined();
  await expect(read({ account: "12" })).rejects.toThrow("account");
  await expect(read({ cidr: "10.20.0.0/20" })).rejects.toThrow("cidr");
  await expect(read({ cidr: "10.256.0.0/16" })).rejects.toThrow("cidr");
  await expect(read({ releaseChannel: "nightly" })).rejects.toThrow("releaseChannel");
});

test("two regions of one address range are refused, also of two environments: they could not be peered", async () => {
  await expect(read({ cidr: "10.10.0.0/16" })).rejects.toThrow("same address range");
});
