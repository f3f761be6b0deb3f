import type { Place } from "@cogrion/domain";
import { regionalHostOf } from "@cogrion/domain";
import { ConfigError, checkDomains, createVariables, schemas } from "@cogrion/config";
import type { SmtpOptions } from "@cogrion/mail";
import type { LogLevel } from "@cogrion/telemetry";
import { z } from "zod";
import type { RouteStoreConfig } from "./route-store-config.ts";
import { readRouteStore } from "./route-store-config.ts";
import { readSmtp } from "./smtp-config.ts";

export type Config = {
  place: Place;
  workspaceDomain: string;
  databaseUrl: string;
  /** Undefined on the primary. */
  primaryUrl: string | undefined;
  interRegionToken: string;
  temporal: { address: string; namespace: string; taskQueue: string };
  keycloak: { url: string; clientId: string; clientSecret: string };
  aws: {
    region: string;
    endpoint: string | undefined;
    credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  };
  smtp: SmtpOptions;
  /** Origin of the region's public API. */
  apiUrl: string;
  /** Where step 8 publishes a workspace's route; what a store needs is required with it. */
  routes: RouteStoreConfig;
  dnsServers: string[] | undefined;
  localBffPort: number;
  certificateTimeoutSeconds: number;
  certificatePollSeconds: number;
  reconciliationIntervalSeconds: number;
  bindAddress: string;
  opsPort: number;
  logLevel: LogLevel;
};

const seconds = z
  .string()
  .regex(/^[1-9][0-9]{0,6}$/, { error: "must be a number of seconds" })
  .transform(Number);
const secret = z.string().min(1);
const url = z.string().refine((text) => URL.canParse(text), { error: "must be a URL" });
const dnsServers = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .refine((servers) => servers.every((each) => /^[0-9a-f.:[\]]+$/.test(each)), {
    error: "must be addresses, separated by commas, each with an optional port",
  });

/** ACM gives up by itself after 72 hours. */
const defaultCertificateTimeoutSeconds = 72 * 3600;

/** @throws ConfigError */
export const readConfig = (env: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const variables = createVariables(env);
  const { required, optional, withDefault } = variables;
  const environment = required("ENVIRONMENT", schemas.environment);
  const region = required("REGION", schemas.regionId);
  const workspaceDomain = required("WORKSPACE_DOMAIN", schemas.host);
  const databaseUrl = required("DATABASE_URL", schemas.databaseUrl);
  const interRegionToken = required("INTER_REGION_SERVICE_TOKEN", schemas.interRegionToken);
  const temporalAddress = required("TEMPORAL_ADDRESS", schemas.hostAndPort);
  const keycloak = {
    url: required("KEYCLOAK_ADMIN_URL", url) ?? "",
    clientId: withDefault("KEYCLOAK_ADMIN_CLIENT_ID", schemas.name, "cogrion-control-plane"),
    clientSecret: required("KEYCLOAK_ADMIN_CLIENT_SECRET", secret) ?? "",
  };
  const awsRegion = required("AWS_REGION", schemas.name);
  const accessKeyId = optional("AWS_ACCESS_KEY_ID", secret);
  const secretAccessKey = optional("AWS_SECRET_ACCESS_KEY", secret);
  const routes = readRouteStore(variables);
  const rest = {
    primaryUrl: optional("PRIMARY_CPLANE_API_URL", schemas.originUrl),
    dnsServers: optional("DNS_SERVERS", dnsServers),
    localBffPort: withDefault("LOCAL_BFF_PORT", schemas.port, 3001),
    certificateTimeoutSeconds: withDefault("ACM_VALIDATION_TIMEOUT_SECONDS", seconds, defaultCertificateTimeoutSeconds),
    certificatePollSeconds: withDefault("ACM_POLL_INTERVAL_SECONDS", seconds, 60),
    reconciliationIntervalSeconds: withDefault("RECONCILIATION_INTERVAL_SECONDS", seconds, 3600),
    bindAddress: withDefault("BIND_ADDRESS", schemas.bindAddress, "0.0.0.0"),
    opsPort: withDefault("OPS_PORT", schemas.port, 3004),
    logLevel: withDefault("LOG_LEVEL", schemas.logLevel, "info"),
  };
  const localApiPort = withDefault("LOCAL_API_PORT", schemas.port, 3000);
  const smtp = readSmtp(variables, environment);
  const awsEndpoint = optional("AWS_ENDPOINT_URL", schemas.originUrl);
  const temporal = {
    namespace: withDefault("TEMPORAL_NAMESPACE", schemas.name, "cogrion"),
    taskQueue: withDefault("TEMPORAL_TASK_QUEUE", schemas.name, "provisioning"),
  };
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    variables.fault("AWS_ACCESS_KEY_ID", "and AWS_SECRET_ACCESS_KEY go together: set both or neither");
  }
  const place = environment && region && { environment, region };
  if (place !== undefined) {
    checkDomains(variables, place, {
      base: undefined,
      workspace: workspaceDomain,
      auth: undefined,
      temporal: undefined,
    });
  }
  if (
    variables.faults.length > 0 ||
    !place ||
    !workspaceDomain ||
    !databaseUrl ||
    !interRegionToken ||
    !temporalAddress ||
    !awsRegion ||
    !smtp
  ) {
    throw new ConfigError(variables.faults);
  }
  const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
  return {
    ...rest,
    place,
    workspaceDomain,
    databaseUrl,
    interRegionToken,
    temporal: { ...temporal, address: temporalAddress },
    keycloak,
    aws: { region: awsRegion, endpoint: awsEndpoint, credentials },
    smtp,
    apiUrl:
      place.environment === "local" ? `http://localhost:${localApiPort}` : `https://${regionalHostOf("cplane", place)}`,
    routes,
  };
};
