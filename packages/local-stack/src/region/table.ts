import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@cogrion/domain";
import { parse } from "yaml";
import { z } from "zod";
import { checkoutFolder } from "../env.ts";

const environmentSchema = z.strictObject({
  primary: z.string(),
  regions: z.record(z.string(), z.strictObject({ location: z.string(), awsRegion: z.string() })),
});
const fileSchema = z.strictObject({
  environments: z.strictObject({ prod: environmentSchema, dev: environmentSchema, local: environmentSchema }),
  aliases: z.record(z.string(), z.string()),
});
export type RegionTable = z.infer<typeof environmentSchema>;

const readTable = (): z.infer<typeof fileSchema> =>
  fileSchema.parse(parse(readFileSync(join(checkoutFolder, "infra", "regions.yaml"), "utf8")));

/** The region's own id for an alias; anything else is answered as it is. */
export const canonicalRegionOf = (name: string): string => readTable().aliases[name] ?? name;

/** The environment's part of infra/regions.yaml; what apps get as REGIONS. */
export const regionTableOf = (environment: Environment): RegionTable => readTable().environments[environment];
