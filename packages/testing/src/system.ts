import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ApiClient } from "@cogrion/contract";
import { createApiClient } from "@cogrion/contract";
import type { Place, RegionId } from "@cogrion/domain";
import { ensureLookup } from "@cogrion/local-stack/edge/lookup";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import { unlimited } from "@cogrion/local-stack/region/app-environment";
import type { RegionPart, StartedRegion } from "@cogrion/local-stack/region/options";
import { ensureUsers } from "@cogrion/local-stack/region/realm";
import { startRegion } from "@cogrion/local-stack/region/start";
import { regionalPortCount, regionalPortsFrom } from "@cogrion/local-stack/stack/ports";
import { ensureToolchain } from "@cogrion/local-stack/toolchain/index";
import type { TestParts } from "./parts.ts";
import { createTestFolder, startTestParts, testSecrets } from "./parts.ts";

type SharedPart = "workers" | "aws" | "mail";
export type SystemPart = Exclude<RegionPart, "openbao"> | SharedPart;

export type SystemOptions = {
  /** Variables that replace or extend the worker's environment. */
  workerEnvironment?: Record<string, string>;
};

export type System = {
  parts: Pick<TestParts<SharedPart>, "aws" | "workers" | "mail"> & {
    folder: string;
    keycloak: { url: string };
    temporal: { address: string };
  };
  place: Place;
  apiUrl: string;
  databaseUrl: string;
  issuer: string;
  bffPort: number;
  /** The worker's start options. */
  workerEnvironment: Record<string, string>;
  /** A client of the API, signed in as this user, who is created if missing. */
  clientOf(email: string): Promise<ApiClient>;
  tokenOf(email: string): Promise<string>;
  app(name: "control-plane" | "worker"): RunningPart;
  kill(name: SystemPart): Promise<void>;
  restart(name: SystemPart): Promise<void>;
  /** Restarts each part of the region that is not running. */
  ensureRunning(): Promise<void>;
  stop(): Promise<void>;
};

/** Password of every user with whom a test signs in. */
export const password = randomBytes(12).toString("base64url");
const place: Place = { environment: "local", region: "sgp-1" as RegionId };

const isShared = (name: SystemPart): name is SharedPart => name === "workers" || name === "aws" || name === "mail";

/** The local stack's region on free ports and in a separate folder, without rate limits. */
export const startSystem = async (options: SystemOptions = {}): Promise<System> => {
  const toolchain = await ensureToolchain();
  const folder = await createTestFolder();
  const ports = regionalPortsFrom(await freePorts(regionalPortCount));
  const running = new Map<RegionPart, RunningPart>();
  const starters = new Map<RegionPart, () => Promise<RunningPart>>();
  const shared = startTestParts({ parts: ["workers", "aws", "mail"], aws: { issueDelaySeconds: 0 }, folder }).then(
    async (parts) => {
      await ensureLookup(parts.aws.endpointUrl);
      return parts;
    },
  );
  const stop = async (): Promise<void> => {
    // PostgreSQL was started first and stops last, because Keycloak stops more cleanly with its
    // database.
    for (const part of [...running.values()].toReversed()) await part.stop();
    await shared.then((parts) => parts.stop()).catch(() => undefined);
    const dataFolders = [...running.values()].flatMap((part) =>
      "dataFolder" in part ? [String(part.dataFolder)] : [],
    );
    for (const each of [folder, ...dataFolders]) await rm(each, { recursive: true, force: true, maxRetries: 5 });
  };

  const { keycloakAdmin, postgresPassword, cloudflare } = testSecrets;
  const start = async (): Promise<StartedRegion> => {
    try {
      return await startRegion({
        place,
        ports,
        toolchain,
        secrets: {
          postgresPassword,
          keycloakAdmin,
          cloudflare,
          interRegionToken: randomBytes(32).toString("base64url"),
          keycloakClientSecret: randomBytes(16).toString("base64url"),
        },
        users: [],
        shared,
        dataFolder: (part) => join(folder, part),
        logFile: (part) => join(folder, "logs", `${part}.log`),
        apiUrls: { [place.region]: `http://127.0.0.1:${ports["control-plane"]}` },
        primaryUrl: undefined,
        environment: { controlPlane: unlimited, worker: options.workerEnvironment ?? {} },
        async start(name, _at, startPart) {
          starters.set(name, startPart);
          const part = await startPart();
          running.set(name, part);
          return part;
        },
      });
    } catch (error) {
      await stop();
      throw error;
    }
  };
  const region = await start();
  const sharedParts = await shared;
  const { aws, workers, mail } = sharedParts;

  const realm = { url: `http://127.0.0.1:${ports.keycloak}`, admin: keycloakAdmin, region: place.region };
  const users = new Set<string>();
  const tokenOf = async (email: string): Promise<string> => {
    if (!users.has(email)) {
      await ensureUsers(realm, [{ email, firstName: "Test", lastName: "User", password }]);
      users.add(email);
    }
    const response = await fetch(`${region.issuer}/protocol/openid-connect/token`, {
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

  const restartInRegion = async (name: RegionPart): Promise<void> => {
    const part = await starters.get(name)?.();
    if (part !== undefined) running.set(name, part);
  };
  const apiUrl = `http://127.0.0.1:${ports["control-plane"]}`;
  return {
    parts: {
      folder,
      aws,
      workers,
      mail,
      keycloak: { url: realm.url },
      temporal: { address: `127.0.0.1:${ports.temporal}` },
    },
    place,
    apiUrl,
    databaseUrl: region.databaseUrl,
    issuer: region.issuer,
    bffPort: ports.bff,
    workerEnvironment: region.workerEnvironment,
    tokenOf,
    async clientOf(email) {
      let token = await tokenOf(email);
      let readAt = Date.now();
      return createApiClient({
        baseUrl: apiUrl,
        token: async () => {
          // Tokens are valid for five minutes.
          if (Date.now() - readAt > 120_000) [token, readAt] = [await tokenOf(email), Date.now()];
          return token;
        },
      });
    },
    app(name) {
      const app = running.get(name);
      if (app === undefined) throw new Error(`${name} is not running`);
      return app;
    },
    kill: async (name) => (isShared(name) ? sharedParts.kill(name) : running.get(name)?.kill()),
    restart: (name) => (isShared(name) ? sharedParts.restart(name) : restartInRegion(name)),
    async ensureRunning() {
      for (const [name, part] of running) if (part.hasExited()) await restartInRegion(name);
    },
    stop,
  };
};
