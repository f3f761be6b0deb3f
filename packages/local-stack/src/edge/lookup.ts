import { lookupHostOf, rootDomainOf } from "@cogrion/domain";
import { ensureCname, ensureRoutesTable } from "@cogrion/emulators/aws/edge";
import { cogrionAccessKeyId, cogrionAccountId } from "@cogrion/emulators/aws/credentials";
import { ensureParentZone } from "@cogrion/emulators/aws/accounts";
import type { WorkerApp } from "@cogrion/emulators/cloudflare/env";
import type { EdgeConfig } from "./env.ts";

export const routesTable = "cogrion-local-routes";
export const routesTableRegion = "ap-southeast-1";
export const lookupHost = lookupHostOf("local");
/** The possible targets of the lookup's record: the Worker, or API Gateway with Lambda. */
export const lookupTargets = {
  cloudflare: `lookup.worker.${rootDomainOf("local")}`,
  aws: `lookup.lambda.${rootDomainOf("local")}`,
};

export type LookupPorts = { front: number; worker: number; lambda: number };

export const lookupWorkerOf = ({ worker }: Pick<LookupPorts, "worker">): WorkerApp => ({
  app: "tenant-lookup",
  port: worker,
  bindings: { ENVIRONMENT: "local" },
});

export const lookupEdgeOf = (ports: LookupPorts): Pick<EdgeConfig, "lambdas" | "fronts"> => ({
  lambdas: [{ app: "tenant-lookup", port: ports.lambda }],
  fronts: [
    {
      host: lookupHost,
      port: ports.front,
      targets: {
        [lookupTargets.cloudflare]: `http://127.0.0.1:${ports.worker}`,
        [lookupTargets.aws]: `http://127.0.0.1:${ports.lambda}`,
      },
    },
  ],
});

/** The environment of every edge app in Lambda, in addition to its own settings. */
export const lambdaEnvironmentOf = (awsEndpointUrl: string): Record<string, string> => ({
  ENVIRONMENT: "local",
  ROUTES_TABLE: routesTable,
  AWS_REGION: routesTableRegion,
  AWS_ENDPOINT_URL: awsEndpointUrl,
  AWS_ACCESS_KEY_ID: cogrionAccessKeyId,
  AWS_SECRET_ACCESS_KEY: "emulator",
});

/**
 * Creates the global zone with the lookup's record, which first points to the Worker, and the table
 * of routes. Existing resources are not changed.
 */
export const ensureLookup = async (awsEndpointUrl: string): Promise<void> => {
  const zoneName = rootDomainOf("local");
  await ensureParentZone({ endpointUrl: awsEndpointUrl, accountId: cogrionAccountId, zoneName });
  await Promise.all([
    ensureCname({ endpointUrl: awsEndpointUrl, zoneName, name: lookupHost, target: lookupTargets.cloudflare }),
    ensureRoutesTable({ endpointUrl: awsEndpointUrl, region: routesTableRegion, table: routesTable }),
  ]);
};
