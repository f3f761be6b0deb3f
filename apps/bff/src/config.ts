import { isIP } from "node:net";
import { isAbsolute } from "node:path";
import { ConfigError, createVariables, schemas } from "@cogrion/config";
import type { Variables } from "@cogrion/config";
import type { Place, WorkspaceId } from "@cogrion/domain";
import { isUrlWithinZone, isWorkspaceId, parseHost } from "@cogrion/domain";
import type { LogLevel } from "@cogrion/telemetry";
import { z } from "zod";

export type Config = {
  workspaceId: WorkspaceId;
  /** Where the workspace's zone stands; it follows from BFF_URL. */
  place: Place;
  controlPlaneUrl: string;
  tokenFile: string;
  bffUrl: string;
  publicIp: string | undefined;
  cacheFile: string;
  port: number;
  bindAddress: string;
  /** Beats at least this often; undefined to beat as the control plane tells. */
  heartbeatIntervalSeconds: number | undefined;
  logLevel: LogLevel;
};

const workspaceId = z
  .string()
  .refine(isWorkspaceId, { error: 'must be a workspace id like "w-acme"' })
  .transform((text) => text as WorkspaceId);
const absolutePath = z.string().refine(isAbsolute, { error: "must be an absolute path" });
const ipAddress = z.string().refine((text) => isIP(text) !== 0, { error: "must be an IP address" });
const intervalSeconds = z
  .string()
  .regex(/^[1-9][0-9]{0,3}$/, { error: "must be a whole number of seconds from 1" })
  .transform(Number);

/** @throws ConfigError */
export const readConfig = (env: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const variables = createVariables(env);
  const { required, optional, withDefault } = variables;
  const id = required("WORKSPACE_ID", workspaceId);
  const controlPlaneUrl = required("CPLANE_API_URL", schemas.originUrl);
  const tokenFile = required("WORKSPACE_TOKEN_FILE", absolutePath);
  const bffUrl = required("BFF_URL", schemas.originUrl);
  const cacheFile = required("CONFIG_CACHE_FILE", absolutePath);
  const rest = {
    publicIp: optional("PUBLIC_IP", ipAddress),
    port: withDefault("PORT", schemas.port, 3001),
    bindAddress: withDefault("BIND_ADDRESS", schemas.bindAddress, "0.0.0.0"),
    heartbeatIntervalSeconds: optional("HEARTBEAT_INTERVAL_SECONDS", intervalSeconds),
    logLevel: withDefault("LOG_LEVEL", schemas.logLevel, "info"),
  };
  const place = id === undefined || bffUrl === undefined ? undefined : placeOf(variables, id, bffUrl);
  if (place !== undefined && place.environment !== "local" && controlPlaneUrl?.startsWith("https:") === false)
    variables.fault("CPLANE_API_URL", "must be https: the workspace's token travels over it");

  if (variables.faults.length > 0 || !id || !place || !controlPlaneUrl || !tokenFile || !bffUrl || !cacheFile)
    throw new ConfigError(variables.faults);
  return { ...rest, workspaceId: id, place, controlPlaneUrl, tokenFile, bffUrl, cacheFile };
};

/** The control plane refuses a URL outside of the workspace's own zone; said here, a person sees it at the start. */
const placeOf = (variables: Variables, id: WorkspaceId, bffUrl: string): Place | undefined => {
  const { hostname } = new URL(bffUrl);
  const labels = hostname.split(".");
  const zone = labels.slice(labels.indexOf(id)).join(".");
  const host = parseHost(zone);
  if (host?.kind === "delegated-zone" && isUrlWithinZone(bffUrl, zone, host.place.environment)) return host.place;
  variables.fault("BFF_URL", `must be on a host beneath the delegated zone of ${id}, like https://bff.${id}.…`);
  return undefined;
};
