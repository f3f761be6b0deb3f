import type { RegionFile } from "@cogrion/config/region-file";
import type { RegionId } from "@cogrion/domain";
import { regionDomainOf, regionalHostOf } from "@cogrion/domain/naming/hosts";

/** Environments that run in AWS; `local` is one machine. */
export const deployedEnvironments = ["dev", "prod"] as const;
export type DeployedEnvironment = (typeof deployedEnvironments)[number];

/** A region of one environment, with everything that is generated for it. */
export type DeployedRegion = {
  environment: DeployedEnvironment;
  region: RegionId;
  /** `{environment}-{region}`: the name of its folders, cluster, secrets and roles. */
  name: string;
  domain: string;
  awsRegion: string;
  account: string;
  cidr: string;
  /** Origin of the primary region's internal listener; undefined in the primary itself. */
  primaryUrl: string | undefined;
  /** The environment's part of regions.yaml, in the format of the variable `REGIONS`. */
  regionsJson: string;
};

/** @throws Error if regions.yaml has no such region. */
export const describeRegion = (
  { environments }: RegionFile,
  environment: DeployedEnvironment,
  region: RegionId,
): DeployedRegion => {
  const { primary, regions } = environments[environment];
  const entry = regions[region];
  if (entry === undefined) throw new Error(`infra/regions.yaml has no region ${region} in ${environment}.`);
  const { awsRegion, account, cidr } = entry;
  const primaryHost = regionalHostOf("cplane", { environment, region: primary as RegionId });
  const known = Object.fromEntries(
    Object.entries(regions).map(([id, each]) => [id, { location: each.location, awsRegion: each.awsRegion }]),
  );
  return {
    environment,
    region,
    name: `${environment}-${region}`,
    domain: regionDomainOf({ environment, region }),
    awsRegion,
    account,
    cidr,
    primaryUrl: region === primary ? undefined : `https://${primaryHost}`,
    regionsJson: JSON.stringify({ primary, regions: known }),
  };
};

export const roleArnOf = ({ account, name }: DeployedRegion, workload: string): string =>
  `arn:aws:iam::${account}:role/cogrion-${name}-${workload}`;

/** Address ranges as `infra/terraform/modules/network` cuts them out of the region's /16. */
export const subnetsOf = ({ cidr }: DeployedRegion): { public: string[]; private: string[]; database: string[] } => {
  const [first, second] = cidr.split(".");
  const zones = [0, 1, 2];
  const range = (third: number, bits: number): string => `${first}.${second}.${third}.0/${bits}`;
  return {
    public: zones.map((zone) => range(zone * 16, 20)),
    private: zones.map((zone) => range((zone + 2) * 32, 19)),
    database: zones.map((zone) => range(240 + zone, 24)),
  };
};
