import type { DatabaseConfig, Environment, NoteFault, RegionTable, Values } from "@cogrion/config";
import { checkDomains, databaseOf, readEnvironment } from "@cogrion/config";
import type { RegionTokenHashes } from "@cogrion/auth";
import type { Place, QuotaLimits, RegionId } from "@cogrion/domain";
import { regionalHostOf } from "@cogrion/domain";
import type { ConnectionLimits } from "@cogrion/process/connection-limits";
import { connectionLimitsOf } from "@cogrion/process/connection-limits";
import type { LogLevel } from "@cogrion/telemetry";
import type { LimitSettings } from "./limits/policies.ts";
import { quotaLimitsOf } from "./limits/quotas.ts";
import { limitSettingsOf } from "./limits/settings.ts";
import { controlPlaneVariables } from "./variables.ts";

export type Config = {
  place: Place;
  /**
   * `apiUrl` is the origin of each region's public API; undefined for a region of the local stack
   * that does not run.
   */
  regions: { id: RegionId; location: string; awsRegion: string; apiUrl: string | undefined }[];
  /** Owns tenants and principals; system roles come only from its realm. */
  primaryRegion: RegionId;
  /** The Cogrion region's own AWS region. */
  awsRegion: string;
  baseDomain: string;
  authDomain: string;
  /** How other regions reach the primary's internal listener; undefined on the primary. */
  primaryUrl: string | undefined;
  /** The token that this region sends to the primary; undefined on the primary. */
  interRegionToken: string | undefined;
  /** On the primary: SHA-256 of the tokens accepted from each other region. */
  regionTokenHashes: RegionTokenHashes;
  database: DatabaseConfig;
  trustedPrincipalArn: string;
  onboardingTemplateUrl: string | undefined;
  localBffPort: number;
  bindAddress: string;
  publicPort: number;
  internalPort: number;
  opsPort: number;
  trustedProxies: string[];
  limits: LimitSettings;
  quotaLimits: QuotaLimits;
  connections: ConnectionLimits;
  logLevel: LogLevel;
  /** Values that no log line may contain. */
  secrets: string[];
};

type Given = Values<(typeof controlPlaneVariables)["variables"]>;

/** @throws ConfigError */
export const readConfig = (env: Environment = process.env): Config => {
  let database: DatabaseConfig | undefined;
  let own: { awsRegion: string } | undefined;
  const { values, secrets } = readEnvironment(controlPlaneVariables, env, (given, fault) => {
    checkPlace(given, fault);
    own = checkRegions(given, fault);
    database = databaseOf(given, fault);
  });
  if (database === undefined || own === undefined) throw new Error("no fault was noted for a value that is missing");
  const place = { environment: values.ENVIRONMENT, region: values.REGION };
  return {
    place,
    regions: Object.entries(values.REGIONS.regions).map(([id, { location, awsRegion, apiUrl }]) => ({
      id: id as RegionId,
      location,
      awsRegion,
      apiUrl:
        place.environment === "local"
          ? apiUrl
          : `https://${regionalHostOf("cplane", { ...place, region: id as RegionId })}`,
    })),
    primaryRegion: values.REGIONS.primary as RegionId,
    awsRegion: own.awsRegion,
    baseDomain: values.BASE_DOMAIN,
    authDomain: values.AUTH_DOMAIN,
    primaryUrl: values.PRIMARY_CPLANE_API_URL,
    interRegionToken: values.INTER_REGION_SERVICE_TOKEN,
    regionTokenHashes: values.INTER_REGION_TOKEN_HASHES ?? {},
    database,
    trustedPrincipalArn: values.TRUSTED_PRINCIPAL_ARN,
    onboardingTemplateUrl: values.ONBOARDING_TEMPLATE_URL,
    localBffPort: values.LOCAL_BFF_PORT,
    bindAddress: values.BIND_ADDRESS,
    publicPort: values.PUBLIC_PORT,
    internalPort: values.INTERNAL_PORT,
    opsPort: values.OPS_PORT,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    limits: limitSettingsOf(values),
    quotaLimits: quotaLimitsOf(values),
    connections: connectionLimitsOf(values),
    logLevel: values.LOG_LEVEL,
    secrets,
  };
};

const checkPlace = (given: Partial<Given>, fault: NoteFault): void => {
  const { ENVIRONMENT: environment, REGION: region } = given;
  if (environment === undefined || region === undefined) return;
  const hosts = {
    base: given.BASE_DOMAIN,
    workspace: given.WORKSPACE_DOMAIN,
    auth: given.AUTH_DOMAIN,
    temporal: given.TEMPORAL_DOMAIN,
  };
  checkDomains(fault, { environment, region }, hosts);
};

const checkRegions = (given: Partial<Given>, fault: NoteFault): { awsRegion: string } | undefined => {
  const { ENVIRONMENT: environment, REGION: region, REGIONS: table, PRIMARY_CPLANE_API_URL: primaryUrl } = given;
  const own = region && table && checkRegion(region, table, primaryUrl, fault);
  const hashes = given.INTER_REGION_TOKEN_HASHES;
  if (hashes !== undefined && primaryUrl !== undefined)
    fault("INTER_REGION_TOKEN_HASHES", "must be set in the primary region only");
  if (hashes !== undefined && region !== undefined && region in hashes)
    fault("INTER_REGION_TOKEN_HASHES", "must not contain the region itself");
  if (environment === "local" || environment === undefined) return own;
  if (primaryUrl?.startsWith("http:") === true) fault("PRIMARY_CPLANE_API_URL", "must be https");
  if (Object.values(table?.regions ?? {}).some(({ apiUrl }) => apiUrl !== undefined))
    fault("REGIONS", 'may have apiUrl only if ENVIRONMENT is "local"; otherwise the URL follows from the region');
  return own;
};

const checkRegion = (
  region: RegionId,
  { primary, regions }: RegionTable,
  primaryUrl: string | undefined,
  fault: NoteFault,
): { awsRegion: string } | undefined => {
  const own = regions[region];
  if (own === undefined) fault("REGIONS", `does not contain "${region}", the value of REGION`);
  if (regions[primary] === undefined) fault("REGIONS", "names a primary that is not one of its regions");
  if (primary === region && primaryUrl !== undefined)
    fault("PRIMARY_CPLANE_API_URL", "must not be set on the primary region itself");
  if (primary !== region && primaryUrl === undefined)
    fault("PRIMARY_CPLANE_API_URL", `must be set, because "${region}" is not the primary region`);
  return own;
};
