import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { awsRegions } from "@cogrion/domain";
import { z } from "zod";

const environmentSchema = z.strictObject({
  primary: z.string(),
  regions: z.record(z.string(), z.strictObject({ location: z.string(), awsRegion: z.enum(awsRegions) })),
});
const fileSchema = z.strictObject({
  environments: z.strictObject({ prod: environmentSchema, dev: environmentSchema, local: environmentSchema }),
  aliases: z.record(z.string(), z.string()),
});
export type RegionFile = z.infer<typeof fileSchema>;

/** infra/regions.yaml, the one list of environments and regions, of a checkout. */
export const readRegionFile = (checkoutFolder: string): RegionFile =>
  fileSchema.parse(parse(readFileSync(join(checkoutFolder, "infra", "regions.yaml"), "utf8")));
