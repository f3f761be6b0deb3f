import { createHmac, hash } from "node:crypto";
import type { Place } from "@cogrion/domain";
import { quotaNames, quotas, regionDomainOf } from "@cogrion/domain";
import { cogrionAccessKeyId, cogrionAccountId } from "@cogrion/emulators/aws/index";
import { routesTable, routesTableRegion } from "../edge/lookup.ts";
import type { RegionTable } from "./table.ts";
import { localSender } from "./realm.ts";
import { regionTableOf } from "./table.ts";

export type RegionAddresses = {
  publicPort: number;
  internalPort: number;
  opsPort: number;
  workerOpsPort: number;
  bffPort: number;
  keycloakPort: number;
  temporalUiPort: number;
  temporalAddress: string;
  databaseUrl: string;
  awsEndpointUrl: string;
  dnsServer: string;
  delegatedDnsServer: string;
  cloudflareBaseUrl: string;
  smtp: { host: string; port: number };
};

export type RegionSecrets = {
  interRegionToken: string;
  keycloakClientSecret: string;
  cloudflare: { accountId: string; apiToken: string; namespaceId: string };
};

export type RegionEnvironmentOptions = {
  place: Place;
  addresses: RegionAddresses;
  secrets: RegionSecrets;
  /** Origins of the running regions' public APIs, by region. */
  apiUrls: Readonly<Record<string, string>>;
  /** Origin of the primary region's internal listener; undefined on the primary. */
  primaryUrl: string | undefined;
  logLevel?: string;
};

const withApiUrls = (table: RegionTable, apiUrls: Readonly<Record<string, string>>): object => ({
  ...table,
  regions: Object.fromEntries(
    Object.entries(table.regions).map(([id, facts]) => [id, { ...facts, apiUrl: apiUrls[id] }]),
  ),
});

/** Rate limits and quotas that no test or bench reaches. */
export const unlimited = Object.fromEntries(
  [
    ...["READS", "WRITES", "CREATIONS", "EXPORTS", "TOKEN", "WORKSPACE", "ANONYMOUS", "TOKEN_FAILURES"].map(
      (policy) => `RATE_LIMIT_${policy}`,
    ),
    ...quotaNames.filter((name) => quotas[name].per !== "mailbox").map((name) => `QUOTA_${name.toUpperCase()}`),
  ].map((name) => [name, "10000000"]),
);

/** Each region's own, derived from one secret of the stack. */
const interRegionTokenOf = (region: string, secret: string): string =>
  createHmac("sha256", secret).update(region).digest("base64url");

const tokenHashesOf = ({ place, secrets }: RegionEnvironmentOptions, { regions }: RegionTable): string => {
  const others = Object.keys(regions).filter((region) => region !== place.region);
  const hashOf = (region: string): string => hash("sha256", interRegionTokenOf(region, secrets.interRegionToken));
  return JSON.stringify(Object.fromEntries(others.map((region) => [region, [hashOf(region)]])));
};

/**
 * The environment of a region's processes. The code is the same everywhere; only the environment
 * differs.
 */
export const appEnvironmentsOf = (
  options: RegionEnvironmentOptions,
): { controlPlane: Record<string, string>; worker: Record<string, string> } => {
  const { place, addresses, secrets } = options;
  const table = regionTableOf(place.environment);
  const awsRegion = table.regions[place.region]?.awsRegion ?? "";
  const common = {
    ENVIRONMENT: place.environment,
    REGION: place.region,
    WORKSPACE_DOMAIN: regionDomainOf(place),
    DATABASE_URL: addresses.databaseUrl,
    LOCAL_BFF_PORT: String(addresses.bffPort),
    BIND_ADDRESS: "127.0.0.1",
    LOG_LEVEL: options.logLevel ?? "info",
    ...(options.primaryUrl === undefined
      ? {}
      : {
          PRIMARY_CPLANE_API_URL: options.primaryUrl,
          INTER_REGION_SERVICE_TOKEN: interRegionTokenOf(place.region, secrets.interRegionToken),
        }),
  };
  return {
    controlPlane: {
      ...common,
      ...(options.primaryUrl === undefined ? { INTER_REGION_TOKEN_HASHES: tokenHashesOf(options, table) } : {}),
      BASE_DOMAIN: `localhost:${addresses.publicPort}`,
      AUTH_DOMAIN: `localhost:${addresses.keycloakPort}`,
      TEMPORAL_DOMAIN: `localhost:${addresses.temporalUiPort}`,
      REGIONS: JSON.stringify(withApiUrls(table, options.apiUrls)),
      TRUSTED_PRINCIPAL_ARN: `arn:aws:iam::${cogrionAccountId}:root`,
      PUBLIC_PORT: String(addresses.publicPort),
      INTERNAL_PORT: String(addresses.internalPort),
      OPS_PORT: String(addresses.opsPort),
    },
    worker: {
      ...common,
      TEMPORAL_ADDRESS: addresses.temporalAddress,
      OPS_PORT: String(addresses.workerOpsPort),
      KEYCLOAK_ADMIN_URL: `http://127.0.0.1:${addresses.keycloakPort}`,
      KEYCLOAK_ADMIN_CLIENT_SECRET: secrets.keycloakClientSecret,
      AWS_REGION: awsRegion,
      AWS_ENDPOINT_URL: addresses.awsEndpointUrl,
      AWS_ACCESS_KEY_ID: cogrionAccessKeyId,
      // The emulator identifies accounts by the key's id, and checks no signature.
      AWS_SECRET_ACCESS_KEY: "emulator",
      ROUTE_STORE: "both",
      ROUTES_TABLE: routesTable,
      ROUTES_TABLE_REGION: routesTableRegion,
      CLOUDFLARE_BASE_URL: addresses.cloudflareBaseUrl,
      CLOUDFLARE_ACCOUNT_ID: secrets.cloudflare.accountId,
      CLOUDFLARE_API_TOKEN: secrets.cloudflare.apiToken,
      CLOUDFLARE_KV_NAMESPACE_ID: secrets.cloudflare.namespaceId,
      DNS_SERVERS: addresses.dnsServer,
      // The emulators have no limits.
      ROUTE53_CALLS_PER_SECOND: "1000",
      KV_CALLS_PER_SECOND: "1000",
      DELEGATED_DNS_SERVERS: addresses.delegatedDnsServer,
      LOCAL_API_PORT: String(addresses.publicPort),
      SMTP_HOST: addresses.smtp.host,
      SMTP_PORT: String(addresses.smtp.port),
      SMTP_SECURITY: "none",
      MAIL_FROM: localSender,
      ACM_POLL_INTERVAL_SECONDS: "1",
      ACM_VALIDATION_TIMEOUT_SECONDS: "600",
    },
  };
};
