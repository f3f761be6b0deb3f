import KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type { RegionId } from "@cogrion/domain";
import { regionDomainOf, regionalHostOf } from "@cogrion/domain";
import { cogrionAccountId, ensureParentZone } from "@cogrion/emulators/aws/index";
import { ensureRoutesTable } from "@cogrion/emulators/aws/edge";
import { routesTable, routesTableRegion } from "@cogrion/local-stack/edge/lookup";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import { startTlsFront as startPostgresFront } from "@cogrion/testing/database/tls-front";
import { startTestParts, testSecrets } from "@cogrion/testing/parts";
import type { Certificates } from "./certificates.ts";
import { makeCertificates } from "./certificates.ts";
import type { Front } from "./fronts.ts";
import { startTcpFront, startTlsFront, startUdpFront } from "./fronts.ts";

export const place = { environment: "dev", region: "sgp-1" as RegionId } as const;
export const regionDomain = regionDomainOf(place);
export const apiHost = regionalHostOf("cplane", place);
export const authHost = regionalHostOf("auth", place);
/** Parts that stand outside of the cluster, as in a region. */
export const partHosts = { database: "database.parts.test", temporal: "temporal.parts.test", mail: "mail.parts.test" };
/** Workspaces of the tests; each has a BFF at a host of its own. */
export const workspaceIds = ["w-acme", "w-load", "w-versions", "w-secrets"] as const;
export const bffHostOf = (workspaceId: string): string => `bff.${workspaceId}.${regionDomain}`;
export const podHosts = [apiHost, authHost, ...Object.values(partHosts), ...workspaceIds.map(bffHostOf)];

/** At this machine's end of the node's network. */
export const frontPorts = {
  keycloak: 8080,
  temporal: 7233,
  database: 5432,
  aws: 4566,
  dns: 5300,
  delegatedDns: 5301,
  cloudflare: 8787,
  mail: 465,
};

export type RegionParts = {
  certificates: Certificates;
  /** Of the server's administrator, without TLS, for this machine. */
  postgresUrl: string;
  keycloakUrl: string;
  temporalAddress: string;
  awsEndpointUrl: string;
  mailUrl: string;
  folder: string;
  secrets: {
    keycloakClientSecret: string;
    cloudflareApiToken: string;
    keycloakAdmin: { username: string; password: string };
  };
};

const keycloakClientSecret = "only-for-the-test-of-the-cluster";

/** No browser signs in here: the command line's client takes a password in this realm. */
const allowPasswords = async (baseUrl: string): Promise<void> => {
  const admin = new KeycloakAdminClient({ baseUrl, realmName: "master" });
  await admin.auth({ grantType: "password", clientId: "admin-cli", ...testSecrets.keycloakAdmin });
  admin.setConfig({ realmName: place.region });
  const [client] = await admin.clients.find({ clientId: "cogrion-cli" });
  await admin.clients.update({ id: client?.id ?? "" }, { ...client, directAccessGrantsEnabled: true });
};

/** The real parts of a region, with TLS where production demands it, reachable from the node's pods. */
export const startRegionParts = async (gateway: string): Promise<{ parts: RegionParts; stop(): Promise<void> }> => {
  const started = await startTestParts({
    parts: ["postgres", "keycloak", "temporal", "aws", "workers", "mail"],
    aws: { issueDelaySeconds: 0 },
    keycloakHostname: `https://${authHost}`,
  });
  const fronts: Front[] = [];
  const stop = async (): Promise<void> => {
    for (const front of fronts) front.close();
    await started.stop();
  };
  const { aws, keycloak, temporal, workers, mail, postgres } = started;
  const portOf = (url: string): number => Number(new URL(url).port);
  const at = (name: keyof typeof frontPorts) => ({ address: gateway, port: frontPorts[name] });
  const open = async (...starting: Promise<Front>[]): Promise<void> =>
    void fronts.push(...(await Promise.all(starting)));
  try {
    const certificates = await makeCertificates(started.folder, podHosts);
    const server = { key: certificates.server.key, cert: certificates.server.certificate };
    const mutual = { ...server, ca: certificates.ca, requestCert: true, ALPNProtocols: ["h2"] };
    const [dns, delegatedDns] = [aws.dnsServer, aws.delegatedDnsServer].map((each) => Number(each.split(":")[1]));
    await open(
      startPostgresFront(postgres.url("postgres"), server, at("database")),
      startTlsFront(at("temporal"), Number(temporal.address.split(":")[1]), mutual),
      startTlsFront(at("mail"), mail.smtp.port, server),
      startTcpFront(at("keycloak"), portOf(keycloak.url)),
      startTcpFront(at("aws"), portOf(aws.endpointUrl)),
      startTcpFront(at("cloudflare"), portOf(workers.apiUrl)),
      startTcpFront(at("dns"), dns ?? 0),
      startUdpFront(at("dns"), dns ?? 0),
      startTcpFront(at("delegatedDns"), delegatedDns ?? 0),
      startUdpFront(at("delegatedDns"), delegatedDns ?? 0),
    );
    const { endpointUrl } = aws;
    await ensureParentZone({ endpointUrl, accountId: cogrionAccountId, zoneName: regionDomain });
    await ensureRoutesTable({ endpointUrl, region: routesTableRegion, table: routesTable });
    await configureRealm({
      url: keycloak.url,
      admin: testSecrets.keycloakAdmin,
      region: place.region,
      controlPlaneSecret: keycloakClientSecret,
      dashboardOrigins: [],
      apiOrigin: `https://${apiHost}`,
      users: [],
      hasPasswordClient: false,
    });
    await allowPasswords(keycloak.url);
    return {
      parts: {
        certificates,
        postgresUrl: postgres.url("postgres"),
        keycloakUrl: keycloak.url,
        temporalAddress: temporal.address,
        awsEndpointUrl: endpointUrl,
        mailUrl: mail.url,
        folder: started.folder,
        secrets: {
          keycloakClientSecret,
          cloudflareApiToken: testSecrets.cloudflare.apiToken,
          keycloakAdmin: testSecrets.keycloakAdmin,
        },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
