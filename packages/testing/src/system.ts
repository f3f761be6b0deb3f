import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ApiClient } from "@cogrion/contract";
import { createApiClient } from "@cogrion/contract";
import type { Place, RegionId } from "@cogrion/domain";
import { regionDomainOf } from "@cogrion/domain";
import { cogrionAccountId, ensureParentZone } from "@cogrion/emulators/aws/index";
import { ensureLookup } from "@cogrion/local-stack/edge/lookup";
import { startApp } from "@cogrion/local-stack/parts/app";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import { appEnvironmentsOf, unlimited } from "@cogrion/local-stack/region/app-environment";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import type { TestParts } from "./parts.ts";
import { startTestParts, testSecrets } from "./parts.ts";

export type AppName = "control-plane" | "worker";
export type SystemPart = "postgres" | "keycloak" | "temporal" | "workers" | "aws" | "mail";

export type SystemOptions = {
  /** Addresses that tests put a proxy before; the part's own otherwise. */
  through?: (addresses: { keycloakUrl: string; cloudflareBaseUrl: string; awsEndpointUrl: string }) => {
    keycloakUrl?: string;
    cloudflareBaseUrl?: string;
  };
  workerEnvironment?: Record<string, string>;
};

export type System = {
  parts: TestParts<SystemPart>;
  place: Place;
  apiUrl: string;
  opsUrl: string;
  workerOpsUrl: string;
  databaseUrl: string;
  issuer: string;
  bffPort: number;
  /** What the worker is started with. */
  workerEnvironment: Record<string, string>;
  /** A client of the API, signed in as this user; the user is made when there is none. */
  clientOf(email: string): Promise<ApiClient>;
  tokenOf(email: string): Promise<string>;
  app(name: AppName): RunningPart;
  kill(name: AppName | SystemPart): Promise<void>;
  restart(name: AppName | SystemPart): Promise<void>;
  stop(): Promise<void>;
};

/** Of every user that a test signs in as. */
export const password = randomBytes(12).toString("base64url");
const region = "sgp-1" as RegionId;

const isApp = (name: string): name is AppName => name === "control-plane" || name === "worker";

/** The whole region on free ports: every real part, the control plane and the worker. */
export const startSystem = async (options: SystemOptions = {}): Promise<System> => {
  const parts = await startTestParts({
    parts: ["postgres", "keycloak", "temporal", "workers", "aws", "mail"],
    aws: { issueDelaySeconds: 0 },
  });
  const place: Place = { environment: "local", region };
  const [publicPort = 0, internalPort = 0, opsPort = 0, workerOpsPort = 0, bffPort = 0] = await freePorts(5);
  const keycloakPort = Number(new URL(parts.keycloak.url).port);
  const realm = {
    url: parts.keycloak.url,
    admin: testSecrets.keycloakAdmin,
    region,
    controlPlaneSecret: randomBytes(16).toString("base64url"),
    dashboardOrigins: ["http://localhost:5173"],
    apiOrigin: `http://localhost:${publicPort}`,
    hasPasswordClient: true,
    smtp: parts.mail.smtp,
    isOpenToRegistration: true,
  };
  await configureRealm({ ...realm, users: [] });
  const databaseUrl = await parts.createDatabase("cogrion");
  await ensureParentZone({
    endpointUrl: parts.aws.endpointUrl,
    accountId: cogrionAccountId,
    zoneName: regionDomainOf(place),
  });
  await ensureLookup(parts.aws.endpointUrl);
  const through = options.through?.({
    keycloakUrl: parts.keycloak.url,
    cloudflareBaseUrl: parts.workers.apiUrl,
    awsEndpointUrl: parts.aws.endpointUrl,
  });
  const environments = appEnvironmentsOf({
    place,
    addresses: {
      publicPort,
      internalPort,
      opsPort,
      workerOpsPort,
      bffPort,
      keycloakPort,
      temporalUiPort: Number(new URL(parts.temporal.uiUrl).port),
      temporalAddress: parts.temporal.address,
      databaseUrl,
      awsEndpointUrl: parts.aws.endpointUrl,
      dnsServer: parts.aws.dnsServer,
      cloudflareBaseUrl: through?.cloudflareBaseUrl ?? parts.workers.apiUrl,
      smtp: parts.mail.smtp,
    },
    secrets: {
      interRegionToken: randomBytes(32).toString("base64url"),
      keycloakClientSecret: realm.controlPlaneSecret,
      cloudflare: testSecrets.cloudflare,
    },
    apiUrls: { [region]: `http://127.0.0.1:${publicPort}` },
    primaryUrl: undefined,
  });
  const start: Record<AppName, () => Promise<RunningPart>> = {
    "control-plane": () =>
      startApp({
        app: "control-plane",
        environment: { ...environments.controlPlane, ...unlimited },
        logFile: join(parts.folder, "logs", "control-plane.log"),
        readyUrl: `http://127.0.0.1:${opsPort}/readyz`,
      }),
    worker: () =>
      startApp({
        app: "worker",
        environment: {
          ...environments.worker,
          ...(through?.keycloakUrl === undefined ? {} : { KEYCLOAK_ADMIN_URL: through.keycloakUrl }),
          ...options.workerEnvironment,
        },
        logFile: join(parts.folder, "logs", "worker.log"),
        readyUrl: `http://127.0.0.1:${workerOpsPort}/readyz`,
      }),
  };
  const apps = new Map<AppName, RunningPart>();
  const stop = async (): Promise<void> => {
    await Promise.all([...apps.values()].map((app) => app.stop()));
    await parts.stop();
  };
  try {
    // The worker migrates the database; the control plane is ready once that is done.
    apps.set("worker", await start.worker());
    apps.set("control-plane", await start["control-plane"]());
  } catch (error) {
    await stop();
    throw error;
  }

  const issuer = `http://localhost:${keycloakPort}/realms/${region}`;
  const users = new Set<string>();
  const tokenOf = async (email: string): Promise<string> => {
    if (!users.has(email)) {
      await configureRealm({ ...realm, users: [{ email, firstName: "Test", lastName: "User", password }] });
      users.add(email);
    }
    const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "password",
        client_id: "cogrion-e2e",
        username: email,
        password,
        scope: "openid",
      }),
    });
    const answer = (await response.json()) as { access_token?: string };
    if (answer.access_token === undefined)
      throw new Error(`Keycloak gave no token to ${email}: ${JSON.stringify(answer)}`);
    return answer.access_token;
  };

  return {
    parts,
    place,
    apiUrl: `http://127.0.0.1:${publicPort}`,
    opsUrl: `http://127.0.0.1:${opsPort}`,
    workerOpsUrl: `http://127.0.0.1:${workerOpsPort}`,
    databaseUrl,
    issuer,
    bffPort,
    workerEnvironment: environments.worker,
    tokenOf,
    async clientOf(email) {
      let token = await tokenOf(email);
      let readAt = Date.now();
      return createApiClient({
        baseUrl: `http://127.0.0.1:${publicPort}`,
        token: async () => {
          // Tokens live for five minutes.
          if (Date.now() - readAt > 120_000) [token, readAt] = [await tokenOf(email), Date.now()];
          return token;
        },
      });
    },
    app(name) {
      const app = apps.get(name);
      if (app === undefined) throw new Error(`${name} is not running`);
      return app;
    },
    kill: (name) => (isApp(name) ? (apps.get(name)?.kill() ?? Promise.resolve()) : parts.kill(name)),
    async restart(name) {
      if (isApp(name)) apps.set(name, await start[name]());
      else await parts.restart(name);
    },
    stop,
  };
};
