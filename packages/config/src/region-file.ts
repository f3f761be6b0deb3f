import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { awsRegionMessage, awsRegions } from "@cogrion/domain";
import { z } from "zod";

const localRegion = z.strictObject({
  location: z.string(),
  awsRegion: z.enum(awsRegions, { error: awsRegionMessage }),
});
const region = localRegion.extend({
  account: z.string().regex(/^\d{12}$/, { error: "must be an AWS account id, 12 digits" }),
  /**
   * Address range of the region's VPC: a /16 that no other region of any environment has, because
   * overlapping ranges cannot be peered.
   */
  cidr: z.string().regex(/^10\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\.0\.0\/16$/),
  releaseChannel: z.enum(["candidate", "stable"]),
});
const environmentOf = <Region extends z.ZodType>(each: Region) =>
  z.strictObject({ primary: z.string(), regions: z.record(z.string(), each) });
const fileSchema = z
  .strictObject({
    environments: z.strictObject({
      prod: environmentOf(region),
      dev: environmentOf(region),
      local: environmentOf(localRegion),
    }),
    aliases: z.record(z.string(), z.string()),
    /** Git repository that every region's Argo CD reads. */
    repository: z.url(),
  })
  .refine(
    ({ environments: { prod, dev } }) => {
      const ranges = [prod, dev].flatMap(({ regions }) => Object.values(regions).map(({ cidr }) => cidr));
      return new Set(ranges).size === ranges.length;
    },
    { error: "Two regions have the same address range (cidr).", path: ["environments"] },
  );
export type RegionFile = z.infer<typeof fileSchema>;

export const parseRegionFile = (text: string): RegionFile => fileSchema.parse(parse(text));

/** infra/regions.yaml of a checkout: the only list of environments and regions. */
export const readRegionFile = (checkoutFolder: string): RegionFile =>
  parseRegionFile(readFileSync(join(checkoutFolder, "infra", "regions.yaml"), "utf8"));
