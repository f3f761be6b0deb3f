import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readRegionFile } from "@cogrion/config/region-file";
import { createWorkspaceBody } from "@cogrion/contract";
import { awsRegions } from "@cogrion/domain";
import { expect, test } from "vitest";
import { z } from "zod";

const repository = join(import.meta.dirname, "..", "..");
const partitionData = "node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js";
const schema = z.object({
  partitionsInfo: z.object({
    partitions: z.array(z.object({ id: z.string(), regions: z.record(z.string(), z.unknown()) })),
  }),
});

const { partitions } = schema.parse(await import(pathToFileURL(join(repository, partitionData)).href)).partitionsInfo;
/** `aws-global` is not a location: services without a region use it. */
const regionsOf = (partition: string): string[] =>
  Object.keys(partitions.find(({ id }) => id === partition)?.regions ?? {})
    .filter((region) => !region.endsWith("-global"))
    .sort();

test("the AWS regions are those of the commercial partition in the SDK's own data", () => {
  expect([...awsRegions]).toEqual(regionsOf("aws"));
});

const { region } = createWorkspaceBody.shape.aws.shape;

test("a workspace is created in each of them, and in no region of another partition", () => {
  for (const each of awsRegions) expect([each, region.safeParse(each).success]).toEqual([each, true]);
  const others = partitions.filter(({ id }) => id !== "aws").flatMap(({ id }) => regionsOf(id));
  expect(others).toEqual(expect.arrayContaining(["cn-north-1", "us-gov-west-1", "eusc-de-east-1"]));
  for (const each of others) expect([each, region.safeParse(each).success]).toEqual([each, false]);
});

test.each(["ap-southest-1", "us-east-11", "AP-SOUTHEAST-1", "aws-global", "eu-west-1 ", "../x", ""])(
  "'%s' is rejected, and the message says what is supported",
  (text) => {
    expect(region.safeParse(text).error?.issues[0]?.message).toContain("commercial partition");
  },
);

test("each region of Cogrion names an AWS region that exists", () => {
  const named = Object.values(readRegionFile(repository).environments).flatMap(({ regions }) =>
    Object.values(regions).map(({ awsRegion }) => awsRegion),
  );
  expect(named.length).toBeGreaterThan(3);
});
