import { randomBytes } from "node:crypto";
import { appEnvironmentsOf } from "@cogrion/local-stack/region/app-environment";
import type { Place } from "@cogrion/domain";
import type { TestParts } from "@cogrion/testing/parts";

export type WorkerAddresses = {
  opsPort: number;
  /** A free port on which nothing listens: what the worker has no need of is there. */
  nobody: number;
  temporalAddress: string;
  databaseUrl: string;
  awsEndpointUrl: string;
};

/** A worker's environment with a database, Temporal and AWS, and nothing else that responds. */
export const workerEnvironmentOf = (
  place: Place,
  { aws }: Pick<TestParts<"aws">, "aws">,
  { opsPort, nobody, ...addresses }: WorkerAddresses,
): Record<string, string> =>
  appEnvironmentsOf({
    place,
    addresses: {
      ...addresses,
      publicPort: nobody,
      internalPort: nobody,
      opsPort: nobody,
      workerOpsPort: opsPort,
      bffPort: nobody,
      keycloakPort: nobody,
      temporalUiPort: nobody,
      dnsServer: aws.dnsServer,
      delegatedDnsServer: aws.delegatedDnsServer,
      cloudflareBaseUrl: `http://127.0.0.1:${nobody}`,
      smtp: { host: "127.0.0.1", port: nobody },
    },
    secrets: {
      interRegionToken: randomBytes(32).toString("base64url"),
      keycloakClientSecret: randomBytes(16).toString("base64url"),
      cloudflare: { accountId: "0".repeat(32), apiToken: "token", namespaceId: "0".repeat(32) },
    },
    apiUrls: {},
    primaryUrl: undefined,
  }).worker;
