import type { Environment } from "@cogrion/domain/naming/environment";
import { environments } from "@cogrion/domain/naming/environment";
import { globalAuthHostOf } from "@cogrion/domain/naming/urls";
import { nearestReplicaOf, replicaList } from "@cogrion/edge/replica";
import type { RoutesTable } from "@cogrion/edge/routes-table";
import * as z from "zod/mini";
import type { Upstream } from "./upstream.ts";
import { parseUpstreams } from "./upstream.ts";

const defaultDeadlineSeconds = 10;

const schema = z.object({
  ENVIRONMENT: z.enum(environments),
  REGIONS: z.string().check(z.minLength(1)),
  /** The entry of the local stack; in other environments it follows from the environment. */
  LOCAL_ORIGIN: z.optional(z.string()),
  DEADLINE_SECONDS: z.optional(z.coerce.number().check(z.positive(), z.lte(25))),
  ROUTES_TABLE: z.optional(z.string()),
  /**
   * AWS regions of the global table's replicas; unset if the table is in the function's own region.
   */
  ROUTES_TABLE_REGIONS: z.optional(z.string().check(z.regex(replicaList))),
  /** The function's current AWS region, set by Lambda, including Lambda@Edge. */
  AWS_REGION: z.optional(z.string()),
});

export type ProxyConfig = {
  environment: Environment;
  /** The entry, `https://auth.cogrion.com`. Each region has an origin below it. */
  globalOrigin: string;
  upstreams: ReadonlyMap<string, Upstream>;
  deadlineSeconds: number;
  table: RoutesTable | undefined;
};

/** A Worker passes its bindings in, because it has no process environment. */
export const configOf = (variables: unknown): ProxyConfig => {
  const read = schema.parse(variables);
  const isLocal = read.ENVIRONMENT === "local";
  if (isLocal !== (read.LOCAL_ORIGIN !== undefined)) throw new Error("LOCAL_ORIGIN is only for the local environment");
  const globalOrigin = read.LOCAL_ORIGIN ?? `https://${globalAuthHostOf(read.ENVIRONMENT)}`;
  return {
    environment: read.ENVIRONMENT,
    globalOrigin,
    upstreams: parseUpstreams(read.REGIONS, read.ENVIRONMENT, globalOrigin),
    deadlineSeconds: read.DEADLINE_SECONDS ?? defaultDeadlineSeconds,
    table:
      read.ROUTES_TABLE === undefined
        ? undefined
        : { name: read.ROUTES_TABLE, region: nearestReplicaOf(read.ROUTES_TABLE_REGIONS, read.AWS_REGION) },
  };
};

/**
 * Each variable is written in full, because the Lambda@Edge bundle has no environment and contains
 * their values instead.
 */
export const readConfig = (): ProxyConfig =>
  configOf({
    ENVIRONMENT: process.env["ENVIRONMENT"],
    REGIONS: process.env["REGIONS"],
    LOCAL_ORIGIN: process.env["LOCAL_ORIGIN"],
    DEADLINE_SECONDS: process.env["DEADLINE_SECONDS"],
    ROUTES_TABLE: process.env["ROUTES_TABLE"],
    ROUTES_TABLE_REGIONS: process.env["ROUTES_TABLE_REGIONS"],
    AWS_REGION: process.env["AWS_REGION"],
  });

/** The region of the regional handler; the proxy itself has none. */
export const readRegion = (): string => z.string().check(z.minLength(1)).parse(process.env["REGION"]);
