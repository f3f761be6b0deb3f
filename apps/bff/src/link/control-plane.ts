import { readFile } from "node:fs/promises";
import { createApiClient, routes } from "@cogrion/contract";
import type { PublicKey, WorkspaceId } from "@cogrion/domain";
import type { BffConfig } from "./state.ts";
import { TokenFileError } from "./trouble.ts";

export type Registration = { isCurrent: boolean; heartbeatIntervalSeconds: number };
export type BeatAnswer = { configVersion: number; nextHeartbeatSeconds: number };

/**
 * The workspace's control plane, called with the workspace's token. Each method throws errors that
 * troubleOf interprets.
 */
export type ControlPlane = {
  /** Undefined if the configuration with this tag is still the newest. */
  pull(etag: string | undefined): Promise<{ config: BffConfig; etag: string | undefined } | undefined>;
  /** `key` is created for each intended registration, and repeated with its retries. */
  register(key: string): Promise<Registration>;
  beat(status: "healthy" | "degraded", configVersion: number | undefined): Promise<BeatAnswer>;
};

export type ControlPlaneOptions = {
  baseUrl: string;
  workspaceId: WorkspaceId;
  tokenFile: string;
  bffUrl: string;
  publicIp: string | undefined;
  publicKeys: readonly PublicKey[];
  timeoutSeconds?: number;
};

const longestTokenBytes = 1024;

/** Read for each request, so that a replaced token is used immediately. @throws TokenFileError */
const readToken = async (file: string): Promise<string> => {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new TokenFileError(`The token file ${file} cannot be read. Write the workspace's token to it.`, { cause });
  });
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= longestTokenBytes) return token;
  throw new TokenFileError(
    `The token file ${file} contains no token. Write the workspace's token to it, and nothing else.`,
  );
};

export const createControlPlane = (options: ControlPlaneOptions): ControlPlane => {
  const params = { workspace_id: options.workspaceId };
  const api = createApiClient({
    baseUrl: options.baseUrl,
    token: () => readToken(options.tokenFile),
    timeoutSeconds: options.timeoutSeconds ?? 10,
  });
  return {
    async pull(etag) {
      const headers: Record<string, string> = etag === undefined ? {} : { "if-none-match": etag };
      const answer = await api.exchange(routes.getConfig, { params, headers });
      return answer.body && { config: answer.body, etag: answer.headers.get("etag") ?? undefined };
    },
    async register(key) {
      const answer = await api.call(routes.registerBff, {
        params,
        headers: { "idempotency-key": key },
        body: {
          bff_url: options.bffUrl,
          jwks: { keys: [...options.publicKeys] },
          ...(options.publicIp === undefined ? {} : { public_ip: options.publicIp }),
        },
      });
      return { isCurrent: answer.is_current, heartbeatIntervalSeconds: answer.heartbeat_interval_seconds };
    },
    async beat(status, configVersion) {
      const body = { status, ...(configVersion === undefined ? {} : { config_version: configVersion }) };
      const answer = await api.call(routes.heartbeatBff, { params, body });
      return { configVersion: answer.config_version, nextHeartbeatSeconds: answer.next_heartbeat_seconds };
    },
  };
};
