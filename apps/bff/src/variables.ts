import type { Table } from "@cogrion/config";
import { bindAddressRow, logLevelRow, optional, required, schemas, withDefault } from "@cogrion/config";
import type { WorkspaceId } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import { connectionVariables } from "@cogrion/process/connection-limits";
import { z } from "zod";

const workspaceId = z
  .string()
  .refine(isWorkspaceId, { error: 'must be a workspace id like "w-acme"' })
  .transform((text) => text as WorkspaceId);
const intervalSeconds = z
  .string()
  .regex(/^[1-9][0-9]{0,3}$/, { error: "must be a whole number of seconds from 1" })
  .transform(Number);

const variables = {
  WORKSPACE_ID: required(workspaceId, "Id of the workspace, like `w-acme`"),
  CPLANE_API_URL: required(schemas.originUrl, "Origin of the region's public API; https outside the local stack"),
  WORKSPACE_TOKEN_FILE: required(
    schemas.absolutePath,
    "File that contains the workspace token; a changed file is read again automatically",
  ),
  BFF_URL: required(schemas.originUrl, "Public origin of this BFF, on a host below the workspace's delegated zone"),
  CONFIG_CACHE_FILE: required(
    schemas.absolutePath,
    "Writable file for the last configuration, which the BFF uses while the control plane is unavailable",
  ),
  CLIENT_KEYS_FILE: optional(
    schemas.absolutePath,
    "Writable file for the private keys by which the BFF proves itself to the realm; `CONFIG_CACHE_FILE` with `.keys` after it when not set",
  ),
  PUBLIC_IP: optional(schemas.ipAddress, "Public IP address of the cluster, as registered"),
  PORT: withDefault("3001", schemas.port, "Port of the BFF"),
  ...bindAddressRow,
  HEARTBEAT_INTERVAL_SECONDS: optional(
    intervalSeconds,
    "Longest time between two heartbeats, in seconds; by default, the control plane decides",
  ),
  ...connectionVariables,
  ...logLevelRow,
};

export const bffVariables: Table<typeof variables> = { process: "bff", variables };
