import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Health, WorkspaceId } from "@cogrion/domain";
import { healthOf } from "@cogrion/domain";
import { startApp } from "@cogrion/local-stack/parts/app";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import { transitionWorkspace } from "@cogrion/services/workspaces/transition";
import { mintToken } from "@cogrion/services/tokens/mint";
import type { ControlPlane } from "../../api/support/process.ts";
import { startControlPlane } from "../../api/support/process.ts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";

export type StartedBff = RunningPart & {
  url: string;
  /** Standard output and error so far. */
  output(): Promise<string>;
  /** The response at `/`. */
  status(): Promise<Record<string, unknown>>;
  readiness(): Promise<{ code: number; body: Record<string, unknown> }>;
};

export type GivenWorkspace = {
  id: WorkspaceId;
  token: string;
  tokenFile: string;
  cacheFile: string;
  /** Starts the workspace's BFF as a separate process, as in a cluster. */
  startBff(changes?: Record<string, string>): Promise<StartedBff>;
  health(): Promise<Health | undefined>;
  /** Replaces the token with another one. */
  replaceToken(): Promise<string>;
  finishProvisioning(): Promise<void>;
};

export type Stage = {
  region: TestRegion;
  controlPlane(): ControlPlane;
  killControlPlane(): Promise<void>;
  restartControlPlane(): Promise<void>;
  givenWorkspace(state?: "provisioning" | "awaiting_bff"): Promise<GivenWorkspace>;
  stop(): Promise<void>;
};

/** A control plane with a real PostgreSQL, and workspaces that wait for their BFF. */
export const setStage = async (): Promise<Stage> => {
  const region = await startTestRegion();
  region.place = { ...region.place, environment: "local" };
  const folder = await mkdtemp(join(tmpdir(), "cogrion-bff-"));
  const [publicPort] = await freePorts(1);
  const start = () => startControlPlane({ DATABASE_URL: region.databaseUrl, PUBLIC_PORT: String(publicPort) });
  let controlPlane = await start();
  const running: RunningPart[] = [];

  const givenWorkspace: Stage["givenWorkspace"] = async (state = "awaiting_bff") => {
    const { id, caller, workspace } = await givenRequested(region);
    const finishProvisioning = async () => void (await transitionWorkspace(region, id, { transition: "finish_steps" }));
    for (const transition of ["start_preflight", "pass_preflight"] as const)
      await transitionWorkspace(region, id, { transition });
    if (state === "awaiting_bff") await finishProvisioning();
    const tokenFile = join(folder, `${id}.token`);
    const cacheFile = join(folder, `${id}.json`);
    const replaceToken = async (): Promise<string> => {
      const { secret } = await mintToken(region, caller, { workspaceId: id, name: "bff" });
      await writeFile(tokenFile, `${secret}\n`, { mode: 0o600 });
      return secret;
    };
    const startBff: GivenWorkspace["startBff"] = async (changes = {}) => {
      const [port] = await freePorts(1);
      const url = `http://127.0.0.1:${port}`;
      const logFile = join(folder, `${id}-${port}.log`);
      const part = await startApp({
        app: "bff",
        environment: {
          WORKSPACE_ID: id,
          CPLANE_API_URL: controlPlane.publicUrl,
          WORKSPACE_TOKEN_FILE: tokenFile,
          BFF_URL: `http://bff.${workspace.delegatedZone}:3001`,
          CONFIG_CACHE_FILE: cacheFile,
          HEARTBEAT_INTERVAL_SECONDS: "1",
          PORT: String(port),
          BIND_ADDRESS: "127.0.0.1",
          ...changes,
        },
        logFile,
        readyUrl: `${url}/healthz`,
      });
      running.push(part);
      const ask = async (path: string) => {
        const response = await fetch(url + path);
        return { code: response.status, body: (await response.json()) as Record<string, unknown> };
      };
      return {
        ...part,
        url,
        output: () => readFile(logFile, "utf8"),
        status: async () => (await ask("/")).body,
        readiness: () => ask("/readyz"),
      };
    };
    return {
      id,
      token: await replaceToken(),
      tokenFile,
      cacheFile,
      startBff,
      replaceToken,
      finishProvisioning,
      async health() {
        const found = await region.store.workspaces.get(id);
        return found?.bff === undefined ? undefined : healthOf(found.bff.lastHeartbeat, new Date());
      },
    };
  };

  return {
    region,
    controlPlane: () => controlPlane,
    async killControlPlane() {
      controlPlane.kill("SIGKILL");
      await controlPlane.exited;
    },
    async restartControlPlane() {
      controlPlane = await start();
    },
    givenWorkspace,
    async stop() {
      for (const part of running) await part.stop();
      await controlPlane.stop();
      await region.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** The form in which the database stores a token. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
