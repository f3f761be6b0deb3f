import { join } from "node:path";
import type { RunningAws } from "../parts/aws.ts";
import { startAws } from "../parts/aws.ts";
import type { RunningMail } from "../parts/mail.ts";
import { startMail } from "../parts/mail.ts";
import type { RunningWorkers } from "../parts/workers.ts";
import { startWorkers } from "../parts/workers.ts";
import type { LookupPorts } from "../edge/lookup.ts";
import { ensureLookup, lambdaEnvironmentOf, lookupEdgeOf, lookupWorkerOf } from "../edge/lookup.ts";
import { localSiteOf } from "../dashboard/site.ts";
import { buildLocalDashboard, startDashboard } from "../parts/dashboard.ts";
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
  dashboardOrigin: string;
};

const dashboardFolder = join(folders.data, "dashboard");

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
  const built = buildLocalDashboard(dashboardFolder);
  built.catch(() => undefined);
  const regions: StartedRegion[] = [];
  for (const [index, region] of options.regions.entries()) {
    regions.push(await startRegion(regionOptionsOf(options, { index, region, shared })));
  }
  const signInOrigin = signInOriginOf(sharedPortsOf(options.portOffset)["sign-in"]);
  await edge;
  const dashboardOrigin = await startBuiltDashboard(options, regions, built);
  return { ...(await shared), regions, signInOrigin, dashboardOrigin };
};

/** Returns its origin. */
const startBuiltDashboard = async (
  options: StackOptions,
  regions: readonly StartedRegion[],
  built: Promise<void>,
): Promise<string> => {
  const ports = sharedPortsOf(options.portOffset);
  const sitePorts = { dashboard: ports.dashboard, lookup: ports["edge-lookup"], signIn: ports["sign-in"] };
  const site = localSiteOf(sitePorts, regions);
  const at = { port: ports.dashboard, healthUrl: loopback(ports.dashboard, "/robots.txt") };
  await startReported(options, "dashboard", at, async () => {
    await built;
    return startDashboard({ folder: dashboardFolder, site, port: ports.dashboard, logFile: logFileOf("dashboard") });
  });
  return site.origin;
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
