import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { repositoryFolder } from "../config.ts";
import { environmentDocumentsOf, environmentTables } from "./documents.ts";

test("the guide and the JSON schemas are the tables' (node tools/develop/src/environment/emit.ts writes them)", () => {
  for (const [file, text] of Object.entries(environmentDocumentsOf(repositoryFolder)))
    expect([file, readFileSync(join(repositoryFolder, file), "utf8")]).toEqual([file, text]);
});

test("each variable is documented, starts with a capital letter and ends without a full stop", () => {
  for (const { process, variables } of environmentTables)
    for (const [name, { description }] of Object.entries(variables))
      expect([process, name, description]).toEqual([process, name, expect.stringMatching(/^[A-Z`][^\n]{4,}[^.\n]$/)]);
});

const temporal = "TEMPORAL_TLS_CERT_FILE";
const worker: Record<string, string> = {
  ENVIRONMENT: "prod",
  REGION: "sgp-1",
  WORKSPACE_DOMAIN: "sgp-1.cogrion.com",
  DATABASE_URL: "postgres://cogrion@db.internal/cogrion",
  INTER_REGION_SERVICE_TOKEN: "t".repeat(40),
  TEMPORAL_ADDRESS: "temporal.internal:7233",
  [temporal]: "/tls/tls.crt",
  TEMPORAL_TLS_KEY_FILE: "/tls/tls.key",
  KEYCLOAK_ADMIN_URL: "https://keycloak.internal",
  KEYCLOAK_ADMIN_CLIENT_SECRET: "s",
  AWS_REGION: "ap-southeast-1",
  CLOUDFLARE_ACCOUNT_ID: "account",
  CLOUDFLARE_API_TOKEN: "t",
  CLOUDFLARE_KV_NAMESPACE_ID: "namespace",
  SMTP_HOST: "smtp.example.com",
  MAIL_FROM: "no-reply@cogrion.com",
};

test.each<[boolean, string, Record<string, string | undefined>]>([
  [true, "a whole environment", {}],
  [true, "an API key for Temporal", { [temporal]: undefined, TEMPORAL_TLS_KEY_FILE: undefined, TEMPORAL_API_KEY: "k" }],
  [
    true,
    "no authentication to Temporal in local",
    { ENVIRONMENT: "local", [temporal]: undefined, TEMPORAL_TLS_KEY_FILE: undefined },
  ],
  [false, "no authentication to Temporal in prod", { [temporal]: undefined, TEMPORAL_TLS_KEY_FILE: undefined }],
  [false, "a certificate without a key", { TEMPORAL_TLS_KEY_FILE: undefined }],
  [false, "a misspelt name", { REGOIN: "sgp-1" }],
  [false, "a missing name", { REGION: undefined }],
  [false, "a value of no region", { REGION: "Singapore" }],
  [false, "KV, the default, without its token", { CLOUDFLARE_API_TOKEN: undefined }],
  [
    true,
    "DynamoDB without KV's token",
    { ROUTE_STORE: "dynamodb", ROUTES_TABLE: "routes", CLOUDFLARE_API_TOKEN: undefined },
  ],
  [false, "DynamoDB without a table", { ROUTE_STORE: "dynamodb" }],
])("the worker's JSON schema: %s for %s", (isValid, _, changes) => {
  const file = readFileSync(join(repositoryFolder, "infra", "config", "worker.schema.json"), "utf8");
  const validate = new Ajv2020({ strict: true, strictRequired: false, validateFormats: false }).compile(
    JSON.parse(file) as object,
  );
  const environment = Object.fromEntries(
    Object.entries({ ...worker, ...changes }).filter(([, text]) => text !== undefined),
  );
  expect([validate(environment), validate.errors]).toEqual([isValid, isValid ? null : expect.any(Array)]);
});
