import type { Config } from "./config.ts";

/** The configuration's secrets, which the logger redacts wherever they appear. */
export const secretsOf = ({ interRegionToken, keycloak, routes, databaseUrl, smtp, aws }: Config): string[] => [
  interRegionToken,
  keycloak.clientSecret,
  ...("cloudflare" in routes ? [routes.cloudflare.apiToken] : []),
  new URL(databaseUrl).password,
  ...(smtp.credentials === undefined ? [] : [smtp.credentials.password]),
  ...(aws.credentials === undefined ? [] : [aws.credentials.secretAccessKey]),
];
