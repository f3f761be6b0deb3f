import { ConfigError } from "@cogrion/config";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const secret = "s".repeat(40);
const prod = (changes: Record<string, string | undefined> = {}): Record<string, string | undefined> => ({
  ENVIRONMENT: "prod",
  REGION: "sgp-1",
  WORKSPACE_DOMAIN: "sgp-1.cogrion.com",
  DATABASE_URL: `postgres://cogrion:${secret}@db.internal/cogrion`,
  INTER_REGION_SERVICE_TOKEN: secret,
  TEMPORAL_ADDRESS: "temporal.internal:7233",
  TEMPORAL_TLS_CERT_FILE: "/etc/temporal/tls.crt",
  TEMPORAL_TLS_KEY_FILE: "/etc/temporal/tls.key",
  KEYCLOAK_ADMIN_URL: "https://keycloak.internal",
  KEYCLOAK_ADMIN_CLIENT_SECRET: secret,
  AWS_REGION: "ap-southeast-1",
  CLOUDFLARE_ACCOUNT_ID: "account",
  CLOUDFLARE_API_TOKEN: secret,
  CLOUDFLARE_KV_NAMESPACE_ID: "namespace",
  SMTP_HOST: "smtp.example.com",
  MAIL_FROM: "no-reply@cogrion.com",
  ...changes,
});

const faultsOf = (env: Record<string, string | undefined>): string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
};

test("mails leave encrypted, by the port that goes with it", () => {
  expect(readConfig(prod()).smtp).toEqual({
    host: "smtp.example.com",
    port: 587,
    security: "starttls",
    credentials: undefined,
    from: "no-reply@cogrion.com",
  });
  expect(readConfig(prod({ SMTP_SECURITY: "tls", SMTP_USERNAME: "u", SMTP_PASSWORD: secret })).smtp).toMatchObject({
    port: 465,
    credentials: { username: "u", password: secret },
  });
  expect(readConfig(prod()).apiUrl).toBe("https://cplane.sgp-1.cogrion.com");
  expect(faultsOf(prod({ SMTP_SECURITY: "none" }))).toEqual([
    'SMTP_SECURITY: may be none only where ENVIRONMENT is "local"',
  ]);
});

test("every fault of the mail server's settings is reported at once, without a secret", () => {
  const wrong = {
    SMTP_HOST: "smtps://smtp.example.com",
    SMTP_PORT: "mail",
    SMTP_SECURITY: "maybe",
    SMTP_PASSWORD: "hunter2-hunter2",
    MAIL_FROM: "Cogrion <no-reply@cogrion.com>\r\nBcc: eve@evil.example",
  };
  expect(faultsOf(prod(wrong))).toEqual([
    "SMTP_SECURITY: must be starttls, tls, none",
    "SMTP_HOST: must be a host, without scheme or port",
    "SMTP_PORT: must be a port",
    "MAIL_FROM: must be an e-mail address",
    "SMTP_USERNAME: and SMTP_PASSWORD go together: set both or neither",
  ]);
  expect(faultsOf(prod({ SMTP_HOST: undefined, MAIL_FROM: undefined }))).toEqual([
    "SMTP_HOST: is not set",
    "MAIL_FROM: is not set",
  ]);
});

test("Temporal needs a client certificate or an API key outside the local stack", () => {
  const none = { TEMPORAL_TLS_CERT_FILE: undefined, TEMPORAL_TLS_KEY_FILE: undefined };
  expect(faultsOf(prod(none))).toEqual([
    "TEMPORAL_TLS_CERT_FILE: is not set: authentication to Temporal needs TEMPORAL_TLS_CERT_FILE with TEMPORAL_TLS_KEY_FILE, or TEMPORAL_API_KEY",
  ]);
  expect(readConfig(prod()).temporal).toMatchObject({
    clientCertificate: { certFile: "/etc/temporal/tls.crt", keyFile: "/etc/temporal/tls.key" },
  });
  expect(readConfig(prod({ ...none, TEMPORAL_API_KEY: secret })).temporal).toMatchObject({ apiKey: secret });
});

test("PostgreSQL is reached over TLS outside the local stack, and no parameter of its URL changes that", () => {
  expect(readConfig(prod()).database.tls).toEqual({ ca: undefined });
  expect(faultsOf(prod({ DATABASE_URL: "postgres://db.internal/cogrion?sslmode=no-verify" }))).toEqual([
    "DATABASE_URL: must be without ssl… parameters: DATABASE_CA_FILE and ENVIRONMENT configure TLS",
  ]);
  expect(faultsOf(prod({ DATABASE_CA_FILE: "/nowhere/ca.pem" }))).toEqual([
    "DATABASE_CA_FILE: names a file that cannot be read (ENOENT)",
  ]);
  expect(faultsOf(prod({ DATABASE_CA_FILE: import.meta.filename }))).toEqual([
    "DATABASE_CA_FILE: names a file that is not PEM",
  ]);
});

test("each secret is kept from the logs, a database password also by itself", () => {
  expect(readConfig(prod({ SMTP_USERNAME: "u", SMTP_PASSWORD: "mail-password" })).secrets).toEqual(
    expect.arrayContaining([secret, `postgres://cogrion:${secret}@db.internal/cogrion`, "mail-password"]),
  );
});
