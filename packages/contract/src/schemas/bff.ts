import { z } from "zod";
import { workspaceId } from "./common.ts";
import { publicKey } from "./service-principals.ts";

export const bffConfig = z
  .object({
    version: z.int(),
    workspace_id: workspaceId,
    region: z.string(),
    sign_in: z.object({
      issuer: z.url(),
      authorization_endpoint: z.url(),
      token_endpoint: z.url(),
      end_session_endpoint: z.url(),
      jwks_uri: z.url(),
      client_id: z.string(),
      redirect_uris: z.array(z.string()),
    }),
    feature_flags: z.record(z.string(), z.boolean()),
    heartbeat_interval_seconds: z.int(),
  })
  .meta({ id: "BffConfig" });

export const registerBody = z.strictObject({
  bff_url: z.url().max(300),
  public_ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** Absent from a BFF of an earlier release, which signs nobody in. */
  jwks: z
    .strictObject({ keys: z.array(publicKey).min(1).max(2) })
    .default({ keys: [] })
    .meta({ description: "Public keys by which the BFF proves itself to the realm; two while it rotates" }),
});

export const registration = z
  .object({
    workspace_id: workspaceId,
    bff_url: z.string(),
    is_current: z.boolean().meta({ description: "False for a replayed, older registration" }),
    heartbeat_interval_seconds: z.int(),
  })
  .meta({ id: "Registration" });

export const heartbeatBody = z.strictObject({
  status: z.enum(["healthy", "degraded"]),
  config_version: z.int().min(0).optional(),
});

export const heartbeatResponse = z
  .object({
    config_version: z.int().meta({ description: "The newest version; get the configuration again if yours is older" }),
    next_heartbeat_seconds: z.int(),
  })
  .meta({ id: "HeartbeatAnswer" });
