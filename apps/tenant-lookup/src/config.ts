import { environments } from "@cogrion/domain/naming/environment";
import { nearestReplicaOf, replicaList } from "@cogrion/edge/replica";
import type { RoutesTable } from "@cogrion/edge/routes-table";
import * as z from "zod/mini";

const replicas = z.optional(z.string().check(z.regex(replicaList)));

const schema = z.object({
  ENVIRONMENT: z.enum(environments),
  /** DynamoDB tables, for the Lambda hosts; Cloudflare binds namespaces instead. */
  ROUTES_TABLE: z.optional(z.string()),
  ROUTES_TABLE_DEV: z.optional(z.string()),
  /**
   * AWS regions of each global table's replicas; unset if the table is in the function's own
   * region.
   */
  ROUTES_TABLE_REGIONS: replicas,
  ROUTES_TABLE_DEV_REGIONS: replicas,
  /** The function's current AWS region, set by Lambda, including Lambda@Edge. */
  AWS_REGION: z.optional(z.string()),
});

export type LookupConfig = {
  environment: (typeof environments)[number];
  table: RoutesTable | undefined;
  devTable: RoutesTable | undefined;
};

/** A Worker passes its bindings in, because it has no process environment. */
export const configOf = (variables: unknown): LookupConfig => {
  const read = schema.parse(variables);
  const tableOf = (name: string | undefined, regions: string | undefined): RoutesTable | undefined =>
    name === undefined ? undefined : { name, region: nearestReplicaOf(regions, read.AWS_REGION) };
  return {
    environment: read.ENVIRONMENT,
    table: tableOf(read.ROUTES_TABLE, read.ROUTES_TABLE_REGIONS),
    devTable: tableOf(read.ROUTES_TABLE_DEV, read.ROUTES_TABLE_DEV_REGIONS),
  };
};

/**
 * Each variable is written in full, because the Lambda@Edge bundle has no environment and contains
 * their values instead.
 */
export const readConfig = (): LookupConfig =>
  configOf({
    ENVIRONMENT: process.env["ENVIRONMENT"],
    ROUTES_TABLE: process.env["ROUTES_TABLE"],
    ROUTES_TABLE_DEV: process.env["ROUTES_TABLE_DEV"],
    ROUTES_TABLE_REGIONS: process.env["ROUTES_TABLE_REGIONS"],
    ROUTES_TABLE_DEV_REGIONS: process.env["ROUTES_TABLE_DEV_REGIONS"],
    AWS_REGION: process.env["AWS_REGION"],
  });
