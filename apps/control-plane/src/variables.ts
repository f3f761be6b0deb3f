import type { Table } from "@cogrion/config";
import {
  bindAddressRow,
  databaseRows,
  localBffPortRow,
  logLevelRow,
  opsPortRow,
  optional,
  placeRows,
  primaryRows,
  required,
  schemas,
  withDefault,
  workspaceDomainRow,
} from "@cogrion/config";
import { connectionVariables } from "@cogrion/process/connection-limits";
import { quotaVariables } from "./limits/quotas.ts";
import { limitVariables } from "./limits/settings.ts";

const variables = {
  ...placeRows,
  BASE_DOMAIN: required(schemas.host, "Host of the control plane, like `cplane.sgp-1.cogrion.com`"),
  ...workspaceDomainRow,
  AUTH_DOMAIN: required(schemas.host, "Host of the region's Keycloak, like `auth.sgp-1.cogrion.com`"),
  TEMPORAL_DOMAIN: required(schemas.host, "Host of Temporal's user interface, like `temporal.sgp-1.cogrion.com`"),
  REGIONS: required(schemas.regions, "JSON of the environment's part of `infra/regions.yaml`"),
  ...databaseRows,
  ...primaryRows,
  INTER_REGION_TOKEN_HASHES: optional(
    schemas.regionTokenHashes,
    "JSON, in the primary region only: the other regions with SHA-256 hashes, in hex, of the tokens accepted from each; " +
      "two while a token is rotated",
  ),
  TRUSTED_PRINCIPAL_ARN: required(
    schemas.awsPrincipalArn,
    "ARN of the worker's AWS principal, which clients' roles trust",
  ),
  ONBOARDING_TEMPLATE_URL: optional(
    schemas.httpsUrl,
    "Public https URL of the CloudFormation template; quick-create links need it",
  ),
  ...localBffPortRow,
  ...bindAddressRow,
  PUBLIC_PORT: withDefault("3000", schemas.port, "Port of the public listener (`/api`)"),
  INTERNAL_PORT: withDefault(
    "3002",
    schemas.port,
    "Port of the internal listener (`/internal`); only the primary region opens it",
  ),
  ...opsPortRow("3003"),
  TRUSTED_PROXIES: optional(
    schemas.addressRanges,
    "Addresses and CIDR ranges of the load balancers whose `X-Forwarded-For` is trusted, separated by commas",
  ),
  ...connectionVariables,
  ...logLevelRow,
  ...limitVariables,
  ...quotaVariables,
};

export const controlPlaneVariables: Table<typeof variables> = { process: "control-plane", variables };
