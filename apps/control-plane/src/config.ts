import type { RegionTable, Variables } from "@cogrion/config";
import { checkDomains, ConfigError, createVariables, schemas } from "@cogrion/config";
import type { Place, RegionId } from "@cogrion/domain";
import { regionalHostOf } from "@cogrion/domain";
import type { LogLevel } from "@cogrion/telemetry";
import type { LimitSettings } from "./limits/policies.ts";
import { readLimits } from "./limits/settings.ts";

export type Config = {
  place: Place;
  /** `apiUrl` is the origin of each one's public API; undefined for a region of the local stack that does not run. */
  regions: { id: RegionId; location: string; awsRegion: string; apiUrl: string | undefined }[];
  /** The Cogrion region's own AWS region. */
  awsRegion: string;
  baseDomain: string;
  authDomain: string;
  /** How a region that is not the primary reaches the primary's internal listener; undefined on the primary. */
  primaryUrl: string | undefined;
  /** The first is sent, each is accepted: two while they are rotated. */
  interRegionTokens: [string, ...string[]];
  databaseUrl: string;
  /** Where a BFF reaches Temporal; the control plane itself does not. */
  temporal: { address: string; namespace: string };
  trustedPrincipalArn: string;
  onboardingTemplateUrl: string | undefined;
  localBffPort: number;
  bindAddress: string;
  publicPort: number;
  internalPort: number;
  opsPort: number;
  trustedProxies: string[];
  limits: LimitSettings;
  logLevel: LogLevel;
};

/** @throws ConfigError */
export const readConfig = (env: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const variables = createVariables(env);
  const { required, optional, withDefault } = variables;
  const environment = required("ENVIRONMENT", schemas.environment);
  const region = required("REGION", schemas.regionId);
  const baseDomain = required("BASE_DOMAIN", schemas.host);
  const workspaceDomain = required("WORKSPACE_DOMAIN", schemas.host);
  const authDomain = required("AUTH_DOMAIN", schemas.host);
  const temporalDomain = required("TEMPORAL_DOMAIN", schemas.host);
  const regions = required("REGIONS", schemas.regions);
  const databaseUrl = required("DATABASE_URL", schemas.databaseUrl);
  const token = required("INTER_REGION_SERVICE_TOKEN", schemas.interRegionToken);
  const previousToken = optional("INTER_REGION_SERVICE_TOKEN_PREVIOUS", schemas.interRegionToken);
  const primaryUrl = optional("PRIMARY_CPLANE_API_URL", schemas.originUrl);
  const trustedPrincipalArn = required("TRUSTED_PRINCIPAL_ARN", schemas.awsPrincipalArn);
  const onboardingTemplateUrl = optional("ONBOARDING_TEMPLATE_URL", schemas.httpsUrl);
  const temporalAddress = optional("TEMPORAL_ADDRESS", schemas.hostAndPort);
  const rest = {
    temporalNamespace: withDefault("TEMPORAL_NAMESPACE", schemas.name, "cogrion"),
    localBffPort: withDefault("LOCAL_BFF_PORT", schemas.port, 3001),
    bindAddress: withDefault("BIND_ADDRESS", schemas.bindAddress, "0.0.0.0"),
    publicPort: withDefault("PUBLIC_PORT", schemas.port, 3000),
    internalPort: withDefault("INTERNAL_PORT", schemas.port, 3002),
    opsPort: withDefault("OPS_PORT", schemas.port, 3003),
    trustedProxies: withDefault("TRUSTED_PROXIES", schemas.addressRanges, []),
    logLevel: withDefault("LOG_LEVEL", schemas.logLevel, "info"),
    limits: readLimits(variables),
  };

  const place = environment && region && { environment, region };
  if (place !== undefined)
    checkDomains(variables, place, {
      base: baseDomain,
      workspace: workspaceDomain,
      auth: authDomain,
      temporal: temporalDomain,
    });
  const own = region && regions && checkRegions(variables, region, regions, primaryUrl);
  if (primaryUrl?.startsWith("http:") === true && environment !== undefined && environment !== "local")
    variables.fault("PRIMARY_CPLANE_API_URL", "must be https");

  const isLocal = environment === "local";
  if (!isLocal && Object.values(regions?.regions ?? {}).some(({ apiUrl }) => apiUrl !== undefined))
    variables.fault("REGIONS", 'takes apiUrl only where ENVIRONMENT is "local"; elsewhere it follows from the region');

  const { temporalNamespace, ...others } = rest;
  if (
    variables.faults.length > 0 ||
    !place ||
    !regions ||
    !own ||
    !baseDomain ||
    !authDomain ||
    !databaseUrl ||
    !token ||
    !trustedPrincipalArn
  )
    throw new ConfigError(variables.faults);
  return {
    ...others,
    place,
    regions: Object.entries(regions.regions).map(([id, facts]) => ({
      id: id as RegionId,
      location: facts.location,
      awsRegion: facts.awsRegion,
      apiUrl: isLocal ? facts.apiUrl : `https://${regionalHostOf("cplane", { ...place, region: id as RegionId })}`,
    })),
    awsRegion: own.awsRegion,
    baseDomain,
    authDomain,
    primaryUrl,
    interRegionTokens: previousToken === undefined ? [token] : [token, previousToken],
    databaseUrl,
    temporal: { address: temporalAddress ?? `${temporalDomain}:7233`, namespace: temporalNamespace },
    trustedPrincipalArn,
    onboardingTemplateUrl,
  };
};

const checkRegions = (
  variables: Variables,
  region: RegionId,
  { primary, regions }: RegionTable,
  primaryUrl: string | undefined,
): { awsRegion: string } | undefined => {
  const own = regions[region];
  if (own === undefined) variables.fault("REGIONS", `has no region "${region}", which REGION names`);
  if (regions[primary] === undefined) variables.fault("REGIONS", "names a primary that is none of its regions");
  if (primary === region && primaryUrl !== undefined)
    variables.fault("PRIMARY_CPLANE_API_URL", "must not be set on the primary region itself");
  const isFaulty = variables.faults.some((fault) => fault.startsWith("PRIMARY_CPLANE_API_URL:"));
  if (primary !== region && primaryUrl === undefined && !isFaulty)
    variables.fault("PRIMARY_CPLANE_API_URL", `is not set, and "${region}" is not the primary region`);
  return own;
};
