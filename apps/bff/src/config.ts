import type { Environment, NoteFault } from "@cogrion/config";
import { readEnvironment } from "@cogrion/config";
import type { Place, WorkspaceId } from "@cogrion/domain";
import { isUrlWithinZone, parseHost } from "@cogrion/domain";
import type { ConnectionLimits } from "@cogrion/process/connection-limits";
import { connectionLimitsOf } from "@cogrion/process/connection-limits";
import type { LogLevel } from "@cogrion/telemetry";
import { bffVariables } from "./variables.ts";

export type Config = {
  workspaceId: WorkspaceId;
  /** The location of the workspace's zone; it follows from BFF_URL. */
  place: Place;
  controlPlaneUrl: string;
  tokenFile: string;
  bffUrl: string;
  publicIp: string | undefined;
  cacheFile: string;
  clientKeysFile: string;
  port: number;
  bindAddress: string;
  /** Upper limit; undefined to use the control plane's interval. */
  heartbeatIntervalSeconds: number | undefined;
  connections: ConnectionLimits;
  logLevel: LogLevel;
};

/** @throws ConfigError */
export const readConfig = (env: Environment = process.env): Config => {
  let place: Place | undefined;
  const { values } = readEnvironment(bffVariables, env, (given, fault) => {
    if (given.WORKSPACE_ID !== undefined && given.BFF_URL !== undefined)
      place = placeOf(given.WORKSPACE_ID, given.BFF_URL, fault);
    if (place !== undefined && place.environment !== "local" && given.CPLANE_API_URL?.startsWith("https:") === false)
      fault("CPLANE_API_URL", "must be https, because the workspace's token is sent over it");
  });
  if (place === undefined) throw new Error("no fault was noted for a value that is missing");
  return {
    workspaceId: values.WORKSPACE_ID,
    place,
    controlPlaneUrl: values.CPLANE_API_URL,
    tokenFile: values.WORKSPACE_TOKEN_FILE,
    bffUrl: values.BFF_URL,
    publicIp: values.PUBLIC_IP,
    cacheFile: values.CONFIG_CACHE_FILE,
    clientKeysFile: values.CLIENT_KEYS_FILE ?? `${values.CONFIG_CACHE_FILE}.keys`,
    port: values.PORT,
    bindAddress: values.BIND_ADDRESS,
    heartbeatIntervalSeconds: values.HEARTBEAT_INTERVAL_SECONDS,
    connections: connectionLimitsOf(values),
    logLevel: values.LOG_LEVEL,
  };
};

/**
 * The control plane rejects a URL outside the workspace's own zone. Checking it here shows the
 * fault at the start.
 */
const placeOf = (id: WorkspaceId, bffUrl: string, fault: NoteFault): Place | undefined => {
  const { hostname } = new URL(bffUrl);
  const labels = hostname.split(".");
  const zone = labels.slice(labels.indexOf(id)).join(".");
  const host = parseHost(zone);
  if (host?.kind === "delegated-zone" && isUrlWithinZone(bffUrl, zone, host.place.environment)) return host.place;
  fault("BFF_URL", `must be on a host below the delegated zone of ${id}, like https://bff.${id}.…`);
  return undefined;
};
