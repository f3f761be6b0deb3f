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
  requiredWhen,
  schemas,
  taskQueueRow,
  temporalAnyOf,
  temporalRows,
  temporalTogether,
  withDefault,
  workerVersionRow,
  workspaceDomainRow,
} from "@cogrion/config";
import { z } from "zod";

const seconds = z
  .string()
  .regex(/^[1-9][0-9]{0,6}$/, { error: "must be a number of seconds" })
  .transform(Number);
const callsPerSecond = z
  .string()
  .regex(/^(?:0\.[0-9]*[1-9]|[1-9][0-9]{0,3})$/, { error: "must be a number of calls, such as 4 or 0.5" })
  .transform(Number);
const dnsServers = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .refine((servers) => servers.every((each) => /^[0-9a-f.:[\]]+$/.test(each)), {
    error: "must be addresses, separated by commas, each with an optional port",
  });
const zoneId = z.string().regex(/^Z[A-Z0-9]{1,31}$/, { error: "must be the id of a hosted zone, such as Z0123456789" });
const routeStore = z.enum(["cloudflare-kv", "dynamodb", "both"], {
  error: "must be cloudflare-kv, dynamodb, or both",
});
const tableName = z.string().regex(/^[A-Za-z0-9._-]{3,255}$/, { error: "must be the name of a DynamoDB table" });
const securities = ["starttls", "tls", "none"] as const;
const security = z.enum(securities, { error: `must be ${securities.join(", ")}` });
const mailHost = z.string().regex(/^[a-z0-9.-]+$/, { error: "must be a host, without scheme or port" });
const mailAddress = z.email({ error: "must be an e-mail address" });

const withKv = { variable: "ROUTE_STORE", is: ["cloudflare-kv", "both"] };
const withTable = { variable: "ROUTE_STORE", is: ["dynamodb", "both"] };

const variables = {
  ...placeRows,
  ...workspaceDomainRow,
  ...databaseRows,
  ...primaryRows,
  ...temporalRows,
  ...taskQueueRow,
  ...workerVersionRow,
  KEYCLOAK_ADMIN_URL: required(schemas.url, "Keycloak's URL for administration, inside the cluster"),
  KEYCLOAK_ADMIN_CLIENT_ID: withDefault("cogrion-control-plane", schemas.name, "Keycloak client of the worker"),
  KEYCLOAK_ADMIN_CLIENT_SECRET: required(schemas.nonEmpty, "Secret of that client", schemas.isSecret),
  AWS_REGION: required(schemas.name, "AWS region of Cogrion's own account"),
  AWS_ACCESS_KEY_ID: optional(
    schemas.nonEmpty,
    "Access key; by default, the AWS SDK's default chain (IRSA in a cluster)",
  ),
  AWS_SECRET_ACCESS_KEY: optional(schemas.nonEmpty, "Secret of that access key", schemas.isSecret),
  AWS_ENDPOINT_URL: optional(schemas.originUrl, "Endpoint of an AWS emulator; by default, AWS itself"),
  ROUTE_STORE: withDefault("cloudflare-kv", routeStore, "Where step 8 publishes a workspace's route"),
  CLOUDFLARE_ACCOUNT_ID: requiredWhen(withKv, schemas.name, "Cloudflare account"),
  CLOUDFLARE_API_TOKEN: requiredWhen(
    withKv,
    schemas.nonEmpty,
    "Cloudflare API token that may write the KV namespace",
    schemas.isSecret,
  ),
  CLOUDFLARE_KV_NAMESPACE_ID: requiredWhen(withKv, schemas.name, "KV namespace of the environment's routes"),
  CLOUDFLARE_BASE_URL: optional(schemas.url, "Endpoint of a Cloudflare emulator; by default, Cloudflare itself"),
  ROUTES_TABLE: requiredWhen(withTable, tableName, "DynamoDB table of the environment's routes"),
  ROUTES_TABLE_REGION: optional(
    schemas.name,
    "AWS region of the table's replica that workers write, the same in all of Cogrion's regions; `AWS_REGION` by default",
  ),
  SMTP_SECURITY: withDefault("starttls", security, "`starttls` or `tls`; `none` only where `ENVIRONMENT` is `local`"),
  SMTP_HOST: required(mailHost, "Mail server"),
  SMTP_PORT: optional(schemas.port, "Port of the mail server; by default 587, or 465 if `SMTP_SECURITY` is `tls`"),
  MAIL_FROM: required(mailAddress, "Address that mails are sent from"),
  SMTP_USERNAME: optional(schemas.nonEmpty, "User name at the mail server"),
  SMTP_PASSWORD: optional(schemas.nonEmpty, "Password at the mail server", schemas.isSecret),
  WORKSPACE_ZONE_ID: optional(
    zoneId,
    "Route 53's id of the parent zone, Terraform's output `workspace_zone_id`; by default, the account's only public zone of that name",
  ),
  DNS_SERVERS: optional(
    dnsServers,
    "DNS servers, separated by commas, each with an optional port; by default, those found by delegation",
  ),
  DELEGATED_DNS_SERVERS: optional(dnsServers, "DNS servers of delegated zones; by default, those in each delegation"),
  ...localBffPortRow,
  LOCAL_API_PORT: withDefault("3000", schemas.port, "Port of the public API; read only where `ENVIRONMENT` is `local`"),
  ACM_VALIDATION_TIMEOUT_SECONDS: withDefault(
    String(72 * 3600),
    seconds,
    "How long step 6 waits for a certificate, in seconds; ACM itself gives up after 72 hours",
  ),
  ACM_POLL_INTERVAL_SECONDS: withDefault("60", seconds, "Interval at which a certificate is checked, in seconds"),
  RECONCILIATION_INTERVAL_SECONDS: withDefault(
    "3600",
    seconds,
    "Interval between two reconciliations of a workspace, in seconds",
  ),
  ROUTE53_CALLS_PER_SECOND: withDefault(
    "4",
    callsPerSecond,
    "Calls to Cogrion's own Route 53 by all workers of the region together; AWS allows 5 per account",
  ),
  STS_CALLS_PER_SECOND: withDefault("50", callsPerSecond, "Calls to STS by all workers of the region together"),
  KV_CALLS_PER_SECOND: withDefault(
    "2",
    callsPerSecond,
    "Calls to Workers KV by all workers of the region together; Cloudflare allows 4 per user",
  ),
  PRIMARY_CALLS_PER_SECOND: withDefault(
    "5",
    callsPerSecond,
    "Reads of up to 100 tenants from the primary region by all workers of the region together",
  ),
  DELEGATION_LOOK_INTERVAL_SECONDS: withDefault(
    "300",
    seconds,
    "Interval at which the name servers of a delegation are queried for its zone, in seconds",
  ),
  ...bindAddressRow,
  ...opsPortRow("3004"),
  ...logLevelRow,
};

export const workerVariables: Table<typeof variables> = {
  process: "worker",
  variables,
  together: [...temporalTogether, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], ["SMTP_USERNAME", "SMTP_PASSWORD"]],
  anyOf: temporalAnyOf,
};
