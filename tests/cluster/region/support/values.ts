import { regionalHostOf } from "@cogrion/domain";
import { cogrionAccountId } from "@cogrion/emulators/aws/credentials";
import { routesTable, routesTableRegion } from "@cogrion/local-stack/edge/lookup";
import { unlimited } from "@cogrion/local-stack/region/app-environment";
import { regionTableOf } from "@cogrion/local-stack/region/table";
import { testSecrets } from "@cogrion/testing/parts";
import { apiHost, authHost, frontPorts, partHosts, place, regionDomain } from "./parts.ts";
import type { Versions } from "./stage.ts";

/** Keys of the store. */
export const secretKeys = {
  DATABASE_URL: "cogrion/dev/sgp-1/database-url",
  KEYCLOAK_ADMIN_CLIENT_SECRET: "cogrion/dev/sgp-1/keycloak-client-secret",
  CLOUDFLARE_API_TOKEN: "cogrion/dev/sgp-1/cloudflare-api-token",
};

export const publicClass = "region-public";
export const clientClass = "client";

/** As an operator would write them for a region in `dev`. */
export const regionValues = (gateway: string, images: Versions) => ({
  environment: {
    ENVIRONMENT: place.environment,
    REGION: place.region,
    BASE_DOMAIN: apiHost,
    WORKSPACE_DOMAIN: regionDomain,
    AUTH_DOMAIN: authHost,
    TEMPORAL_DOMAIN: regionalHostOf("temporal", place),
    REGIONS: JSON.stringify(regionTableOf(place.environment)),
    TRUSTED_PRINCIPAL_ARN: `arn:aws:iam::${cogrionAccountId}:root`,
    TRUSTED_PROXIES: gateway,
    TEMPORAL_ADDRESS: `${partHosts.temporal}:${frontPorts.temporal}`,
    KEYCLOAK_ADMIN_URL: `http://keycloak-service:${frontPorts.keycloak}`,
    AWS_REGION: regionTableOf(place.environment).regions[place.region]?.awsRegion ?? "",
    AWS_ENDPOINT_URL: `http://${gateway}:${frontPorts.aws}`,
    ROUTE_STORE: "both",
    ROUTES_TABLE: routesTable,
    ROUTES_TABLE_REGION: routesTableRegion,
    CLOUDFLARE_BASE_URL: `http://${gateway}:${frontPorts.cloudflare}/client/v4`,
    CLOUDFLARE_ACCOUNT_ID: testSecrets.cloudflare.accountId,
    CLOUDFLARE_KV_NAMESPACE_ID: testSecrets.cloudflare.namespaceId,
    DNS_SERVERS: `${gateway}:${frontPorts.dns}`,
    DELEGATED_DNS_SERVERS: `${gateway}:${frontPorts.delegatedDns}`,
    SMTP_HOST: partHosts.mail,
    SMTP_PORT: String(frontPorts.mail),
    SMTP_SECURITY: "tls",
    MAIL_FROM: "no-reply@dev.cogrion.com",
    ACM_POLL_INTERVAL_SECONDS: "1",
    ...unlimited,
  },
  secrets: { store: "region", keys: secretKeys },
  files: { databaseCaConfigMap: "database-ca", temporalTlsSecret: "temporal-client", trustConfigMap: "trust" },
  api: { image: images["control-plane"].current },
  worker: {
    image: { repository: images.worker.current.repository },
    versions: [{ name: "v1", digest: images.worker.current.digest, replicas: 1 }],
  },
  loadBalancer: {
    cidrs: [`${gateway}/32`],
    certificateArn: "arn:aws:acm:ap-southeast-1:111111111111:certificate/0b0c0d0e-0000-4000-8000-000000000000",
  },
  networkPolicy: { databaseCidrs: [`${gateway}/32`] },
  monitoring: { serviceMonitor: false },
});
export type RegionValues = ReturnType<typeof regionValues>;
