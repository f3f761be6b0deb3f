import { createReader } from "@cogrion/config";
import type { RegionFile } from "@cogrion/config/region-file";
import { z } from "zod";
import { replicaList } from "@cogrion/edge/replica";
import type { EdgeHost } from "./bundle.ts";

export const deployedEnvironments = ["prod", "dev"] as const;
export type DeployedEnvironment = (typeof deployedEnvironments)[number];

/** The settings of one environment's deployables. A host that is not built has no names here. */
export type EdgeSettings = {
  environment: DeployedEnvironment;
  /** The proxy's own variables; `REGIONS` are those of infra/regions.yaml. */
  proxy: Record<string, string>;
  lookup: Record<string, string>;
  /** The regions for which a load balancer's function is built. */
  regions: readonly string[];
  kvNamespaceId: string | undefined;
  /** Dev's names, which the one lookup of both environments also reads. */
  devKvNamespaceId: string | undefined;
};

const known = {
  CLOUDFLARE_KV_NAMESPACE_ID: "the environment's KV namespace of routes",
  CLOUDFLARE_KV_NAMESPACE_ID_DEV: "dev's, which the lookup also reads",
  ROUTES_TABLE: "the environment's DynamoDB table of routes",
  ROUTES_TABLE_DEV: "dev's, which the lookup also reads",
  ROUTES_TABLE_REGIONS: "AWS regions with a replica (default: those of infra/regions.yaml, the primary's first)",
  ROUTES_TABLE_DEV_REGIONS: "AWS regions with a replica of dev's table",
  DEADLINE_SECONDS: "time until Keycloak must begin to respond (default: 10)",
};

export const settingsHelp = Object.entries(known)
  .map(([name, meaning]) => `  ${name.padEnd(30)}  ${meaning}`)
  .join("\n");

const namespaceId = z.string().regex(/^[0-9a-f]{32}$/, "must be the 32 hexadecimal digits of a KV namespace's id");
const tableName = z.string().regex(/^[A-Za-z0-9._-]{3,255}$/, "must be the name of a DynamoDB table");
const replicas = z.string().regex(replicaList, 'must be AWS regions like "eu-west-1,eu-central-1"');
const deadline = z
  .string()
  .refine((text) => /^[0-9]{1,2}(\.[0-9]+)?$/.test(text) && Number(text) > 0 && Number(text) <= 25, {
    error: "must be seconds, above 0 and at most 25",
  });

/**
 * `given` are `NAME=value` texts. All faults are reported at once, because a function at the edge
 * reads nothing when it starts, so anything that is missing here would be missing there.
 * @throws Error with a line for each fault
 */
export const settingsOf = (options: {
  environment: DeployedEnvironment;
  hosts: readonly EdgeHost[];
  given: readonly string[];
  regionFile: RegionFile;
}): EdgeSettings => {
  const { environment, hosts, given, regionFile } = options;
  const values = Object.fromEntries(given.map((each) => [nameOf(each), each.slice(nameOf(each).length + 1)]));
  const reader = createReader(values);
  for (const each of given) {
    const name = nameOf(each);
    if (!each.includes("=")) reader.fault(each, "is not NAME=value");
    else if (!Object.hasOwn(known, name)) reader.fault(name, ownNames.get(name) ?? "is not one of these settings");
  }
  const { required, optional } = reader;
  const isProd = environment === "prod";
  const isForCloudflare = hosts.includes("cloudflare");
  const isForAws = hosts.includes("lambda") || hosts.includes("lambda-edge");
  const kvNamespaceId = isForCloudflare ? required("CLOUDFLARE_KV_NAMESPACE_ID", namespaceId) : undefined;
  const devKvNamespaceId =
    isForCloudflare && isProd ? required("CLOUDFLARE_KV_NAMESPACE_ID_DEV", namespaceId) : undefined;
  if (kvNamespaceId !== undefined && kvNamespaceId === devKvNamespaceId)
    reader.fault("CLOUDFLARE_KV_NAMESPACE_ID_DEV", "is prod's, but each environment has its own store");
  const deadlineSeconds = optional("DEADLINE_SECONDS", deadline);

  const tableOf = (suffix: "" | "_DEV", of: DeployedEnvironment): Record<string, string> => {
    const name = `ROUTES_TABLE${suffix}`;
    const table = required(name, tableName);
    const regions = optional(`${name}_REGIONS`, replicas, awsRegionsOf(regionFile, of).join(","));
    return table === undefined || regions === undefined ? {} : { [name]: table, [`${name}_REGIONS`]: regions };
  };
  const table = isForAws ? tableOf("", environment) : {};
  const devTable = isForAws && isProd ? tableOf("_DEV", "dev") : {};
  if (table["ROUTES_TABLE"] !== undefined && table["ROUTES_TABLE"] === devTable["ROUTES_TABLE_DEV"])
    reader.fault("ROUTES_TABLE_DEV", "is prod's, but each environment has its own store");

  if (reader.faults.length > 0) throw new Error(`The settings are not valid:\n  ${reader.faults.join("\n  ")}`);
  const regions = Object.keys(regionFile.environments[environment].regions);
  return {
    environment,
    proxy: {
      ENVIRONMENT: environment,
      REGIONS: regions.join(","),
      ...(deadlineSeconds === undefined ? {} : { DEADLINE_SECONDS: deadlineSeconds }),
      ...table,
    },
    lookup: { ENVIRONMENT: environment, ...table, ...devTable },
    regions,
    kvNamespaceId,
    devKvNamespaceId,
  };
};

const ownNames = new Map([
  ["ENVIRONMENT", "is set by --environment"],
  ["REGIONS", "comes from infra/regions.yaml"],
  ["REGION", "comes from infra/regions.yaml, because each region has its own function"],
  ["LOCAL_ORIGIN", "is only for the local stack"],
]);

const nameOf = (text: string): string => text.split("=")[0] ?? "";

/**
 * A table has replicas in the AWS regions of Cogrion's regions, and functions far from all of them
 * read the primary's.
 */
const awsRegionsOf = ({ environments }: RegionFile, environment: DeployedEnvironment): string[] => {
  const { primary, regions } = environments[environment];
  const first = regions[primary]?.awsRegion;
  const all = Object.values(regions).map(({ awsRegion }) => awsRegion);
  return [...new Set(first === undefined ? all : [first, ...all])];
};
