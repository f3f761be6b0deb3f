import { join } from "node:path";
import type { RunningAws } from "../parts/aws.ts";
import { startAws } from "../parts/aws.ts";
import type { RunningMail } from "../parts/mail.ts";
import { startMail } from "../parts/mail.ts";
import type { RunningWorkers } from "../parts/workers.ts";
import { startWorkers } from "../parts/workers.ts";
import type { LookupPorts } from "../edge/lookup.ts";
import { ensureLookup, lambdaEnvironmentOf, lookupEdgeOf, lookupWorkerOf } from "../edge/lookup.ts";
import { startEdge } from "../parts/edge.ts";
import { ensureFolders, folders, logFileOf } from "./folders.ts";
import type { SignInRegion } from "../edge/sign-in.ts";
import { signInOriginOf, signInWorkerOf } from "../edge/sign-in.ts";
import { regionalPortsOf, sharedPortsOf } from "./ports.ts";
import type { StartedRegion } from "../region/options.ts";
import { startRegion } from "../region/start.ts";
import { cloudflareAccountId, regionOptionsOf, routesNamespaceId } from "./region-options.ts";
import type { StackOptions } from "./starting.ts";
import { loopback, startReported } from "./starting.ts";

type SharedParts = { aws: RunningAws; workers: RunningWorkers; mail: RunningMail };
export type StartedStack = SharedParts & {
  regions: StartedRegion[];
  /** The global sign-in entry. */
  signInOrigin: string;
};

/**
 * Starts what all regions share, then one region after the other; each part as soon as its
 * dependencies are ready.
 */
export const startStack = async (options: StackOptions): Promise<StartedStack> => {
  await ensureFolders(options.regions);
  const shared = startShared(options);
  // Each region awaits them where it needs them; a failure before that must not count as unhandled.
  shared.catch(() => undefined);
  const edge = shared.then(({ aws }) => startGlobalEdge(options, aws));
  edge.catch(() => undefined);
  const regions: StartedRegion[] = [];
  for (const [index, region] of options.regions.entries()) {
    regions.push(await startRegion(regionOptionsOf(options, { index, region, shared })));
  }
  const signInOrigin = signInOriginOf(sharedPortsOf(options.portOffset)["sign-in"]);
  await edge;
  return { ...(await shared), regions, signInOrigin };
};

const startShared = async (options: StackOptions): Promise<SharedParts> => {
  const ports = sharedPortsOf(options.portOffset);
  const [aws, workers, mail] = await Promise.all([
    startReported(options, "aws", { port: ports.aws, healthUrl: loopback(ports.aws, "/_strict/ready") }, () =>
      startAws({
        python: options.toolchain.python,
        dataFolder: join(folders.data, "aws"),
        logFile: logFileOf("aws"),
        ports: { endpoint: ports.aws, moto: ports.moto, dns: ports.dns, delegatedDns: ports["delegated-dns"] },
      }),
    ),
    startReported(options, "workers", { port: ports.workers, healthUrl: loopback(ports.workers, "/ready") }, () =>
      startWorkers({
        apiPort: ports.workers,
        runtimePort: ports["workers-runtime"],
        persistFolder: join(folders.data, "workers"),
        apiToken: options.secrets.cloudflareApiToken,
        accountId: cloudflareAccountId,
        namespaceId: routesNamespaceId,
        apps: [lookupWorkerOf(lookupPortsOf(options)), signInWorkerOf(ports["sign-in"], signInRegionsOf(options))],
        logFile: logFileOf("workers"),
      }),
    ),
    startReported(options, "mail", { port: ports.mail, healthUrl: loopback(ports.mail, "/ready") }, () =>
      startMail({
        ports: { smtp: ports["mail-smtp"], http: ports.mail },
        folder: join(folders.data, "mail"),
        logFile: logFileOf("mail"),
      }),
    ),
  ]);
  return { aws, workers, mail };
};

const signInRegionsOf = ({ regions, portOffset }: StackOptions): SignInRegion[] =>
  regions.map((region, index) => ({ region, keycloakPort: regionalPortsOf(index, portOffset).keycloak }));

const lookupPortsOf = ({ portOffset }: StackOptions): LookupPorts => {
  const ports = sharedPortsOf(portOffset);
  return {
    front: ports["edge-lookup"],
    worker: ports["edge-lookup-worker"],
    lambda: ports["edge-lookup-lambda"],
  };
};

/**
 * What serves the global hosts in addition to workerd: records, tables, and the process that
 * follows the records.
 */
const startGlobalEdge = async (options: StackOptions, aws: RunningAws): Promise<void> => {
  const lookup = lookupPortsOf(options);
  await ensureLookup(aws.endpointUrl);
  await startReported(options, "edge", { port: lookup.front, healthUrl: loopback(lookup.front, "/_edge/ready") }, () =>
    startEdge({
      ...lookupEdgeOf(lookup),
      folder: join(folders.data, "edge"),
      dnsServer: aws.dnsServer,
      environment: lambdaEnvironmentOf(aws.endpointUrl),
      logFile: logFileOf("edge"),
    }),
  );
};
