import { heartbeatIntervalSeconds } from "@cogrion/domain";
import { getBffConfig } from "@cogrion/services/bff/config";
import { heartbeatBff } from "@cogrion/services/bff/heartbeat";
import { registerBff } from "@cogrion/services/bff/register";
import { entityTagOf, isNoneMatchFailing } from "../../http/entity-tag.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Bff = Pick<PublicHandlers, "getConfig" | "registerBff" | "heartbeatBff">;

export const createBffHandlers = (deps: HandlerDeps): Bff => ({
  async getConfig({ caller, params, headers }) {
    const { local, ...rest } = deps;
    const config = await getBffConfig(
      { ...rest, ...(local === undefined ? {} : { local }) },
      caller,
      params.workspace_id,
    );
    const etag = entityTagOf(config.version);
    if (isNoneMatchFailing(headers["if-none-match"], etag)) return { status: 304, headers: { etag } };
    const { signIn } = config;
    return {
      status: 200,
      headers: { etag },
      body: {
        version: config.version,
        workspace_id: config.workspaceId,
        region: config.region,
        sign_in: {
          issuer: signIn.issuer,
          authorization_endpoint: signIn.authorizationEndpoint,
          token_endpoint: signIn.tokenEndpoint,
          end_session_endpoint: signIn.endSessionEndpoint,
          jwks_uri: signIn.jwksUri,
          client_id: signIn.clientId,
          redirect_uris: signIn.redirectUris,
        },
        feature_flags: config.featureFlags,
        heartbeat_interval_seconds: config.heartbeatIntervalSeconds,
      },
    };
  },

  async registerBff({ caller, params, headers, body }) {
    const input = {
      id: params.workspace_id,
      key: headers["idempotency-key"],
      bffUrl: body.bff_url,
      publicIp: body.public_ip,
      keys: body.jwks.keys,
    };
    const registered = await registerBff(deps, caller, input, deps.now());
    return {
      status: 200,
      body: {
        workspace_id: registered.workspaceId,
        bff_url: registered.bffUrl,
        is_current: registered.isCurrent,
        heartbeat_interval_seconds: heartbeatIntervalSeconds,
      },
    };
  },

  async heartbeatBff({ caller, params, body }) {
    const input = { id: params.workspace_id, reported: body.status };
    const { configVersion, nextHeartbeatSeconds } = await heartbeatBff(deps, caller, input, deps.now());
    return { status: 200, body: { config_version: configVersion, next_heartbeat_seconds: nextHeartbeatSeconds } };
  },
});
