import type { DatabaseConfig, Environment } from "@cogrion/config";
import { checkDomains, databaseOf, readEnvironment } from "@cogrion/config";
import type { BudgetName, Place } from "@cogrion/domain";
import { regionalHostOf } from "@cogrion/domain";
import type { SmtpOptions } from "@cogrion/mail";
import type { LogLevel } from "@cogrion/telemetry";
import type { TemporalConfig } from "@cogrion/temporal";
import { temporalConfigOf } from "@cogrion/temporal";
import type { RouteStoreConfig } from "./route-store-config.ts";
import { routeStoreOf } from "./route-store-config.ts";
import { smtpOf } from "./smtp-config.ts";
import { workerVariables } from "./variables.ts";

export type Config = {
  place: Place;
  workspaceDomain: string;
  database: DatabaseConfig;
  /** Undefined on the primary. */
  primaryUrl: string | undefined;
  interRegionToken: string | undefined;
  temporal: TemporalConfig;
  /** Under which it registers with Temporal; undefined for a worker without versions. */
  version: string | undefined;
  keycloak: { url: string; clientId: string; clientSecret: string };
  aws: {
    region: string;
    endpoint: string | undefined;
    credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  };
  smtp: SmtpOptions;
  /** Origin of the region's public API. */
  apiUrl: string;
  /**
   * Where step 8 publishes a workspace's route; the variables that the store needs are required
   * with it.
   */
  routes: RouteStoreConfig;
  /** Route 53's id of the parent zone; looked up by name if undefined. */
  workspaceZoneId: string | undefined;
  dnsServers: string[] | undefined;
  delegatedDnsServers: string[] | undefined;
  localBffPort: number;
  certificateTimeoutSeconds: number;
  certificatePollSeconds: number;
  reconciliationIntervalSeconds: number;
  delegationLookIntervalSeconds: number;
  /** Calls per second of each budget, for all processes of the region together. */
  callsPerSecond: Record<BudgetName, number>;
  bindAddress: string;
  opsPort: number;
  logLevel: LogLevel;
  /** Values that no log line may contain. */
  secrets: string[];
};

/** @throws ConfigError */
export const readConfig = (env: Environment = process.env): Config => {
  let database: DatabaseConfig | undefined;
  const { values, secrets } = readEnvironment(workerVariables, env, (given, fault) => {
    const { ENVIRONMENT: environment, REGION: region } = given;
    // A mailed link authorizes its reader, so it is never sent unencrypted.
    if (given.SMTP_SECURITY === "none" && environment !== undefined && environment !== "local")
      fault("SMTP_SECURITY", 'may be none only where ENVIRONMENT is "local"');
    if (environment !== undefined && region !== undefined)
      checkDomains(
        fault,
        { environment, region },
        {
          base: undefined,
          workspace: given.WORKSPACE_DOMAIN,
          auth: undefined,
          temporal: undefined,
        },
      );
    database = databaseOf(given, fault);
  });
  if (database === undefined) throw new Error("no fault was noted for a value that is missing");
  const place = { environment: values.ENVIRONMENT, region: values.REGION };
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = values;
  return {
    place,
    workspaceDomain: values.WORKSPACE_DOMAIN,
    database,
    primaryUrl: values.PRIMARY_CPLANE_API_URL,
    interRegionToken: values.INTER_REGION_SERVICE_TOKEN,
    temporal: temporalConfigOf(values),
    version: values.WORKER_VERSION,
    keycloak: {
      url: values.KEYCLOAK_ADMIN_URL,
      clientId: values.KEYCLOAK_ADMIN_CLIENT_ID,
      clientSecret: values.KEYCLOAK_ADMIN_CLIENT_SECRET,
    },
    aws: {
      region: values.AWS_REGION,
      endpoint: values.AWS_ENDPOINT_URL,
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    },
    smtp: smtpOf(values),
    apiUrl:
      place.environment === "local"
        ? `http://localhost:${values.LOCAL_API_PORT}`
        : `https://${regionalHostOf("cplane", place)}`,
    routes: routeStoreOf(values),
    workspaceZoneId: values.WORKSPACE_ZONE_ID,
    dnsServers: values.DNS_SERVERS,
    delegatedDnsServers: values.DELEGATED_DNS_SERVERS,
    localBffPort: values.LOCAL_BFF_PORT,
    certificateTimeoutSeconds: values.ACM_VALIDATION_TIMEOUT_SECONDS,
    certificatePollSeconds: values.ACM_POLL_INTERVAL_SECONDS,
    reconciliationIntervalSeconds: values.RECONCILIATION_INTERVAL_SECONDS,
    delegationLookIntervalSeconds: values.DELEGATION_LOOK_INTERVAL_SECONDS,
    callsPerSecond: {
      route53: values.ROUTE53_CALLS_PER_SECOND,
      sts: values.STS_CALLS_PER_SECOND,
      kv: values.KV_CALLS_PER_SECOND,
      primary: values.PRIMARY_CALLS_PER_SECOND,
    },
    bindAddress: values.BIND_ADDRESS,
    opsPort: values.OPS_PORT,
    logLevel: values.LOG_LEVEL,
    secrets,
  };
};
