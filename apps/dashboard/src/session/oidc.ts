import * as oauth from "oauth4webapi";
import type { SiteRegion } from "../site.ts";
import { site } from "../site.ts";
import type { Pending } from "./pending.ts";
import { keepPending } from "./pending.ts";

/** In memory alone: no storage of the browser ever holds one. */
export type Tokens = {
  region: string;
  accessToken: string;
  refreshToken: string | undefined;
  idToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
};

/** The session is over, and only a person can begin another. */
export class SessionEndedError extends Error {
  override name = "SessionEndedError";
}

const client: oauth.Client = { client_id: "cogrion-dashboard" };
const redirectUri = `${site.origin}/signed-in`;
export const callbackPath = "/signed-in";
export const signedOutPath = "/signed-out";

/** Every endpoint follows from the region's names, so that nothing has to be asked for first. */
const serverOf = ({ issuer, authOrigin, id }: SiteRegion): oauth.AuthorizationServer => {
  const base = `${authOrigin}/realms/${id}/protocol/openid-connect`;
  return {
    issuer,
    authorization_endpoint: `${base}/auth`,
    token_endpoint: `${base}/token`,
    end_session_endpoint: `${base}/logout`,
    authorization_response_iss_parameter_supported: true,
  };
};

// The local stack alone is without TLS.
const options = { [oauth.allowInsecureRequests]: site.environment === "local" };

/** Leaves for the region's sign-in; code flow with PKCE. `isSilent`: comes back at once, also without a session. */
export const leaveForSignIn = async (
  region: SiteRegion,
  pending: Pick<Pending, "returnTo" | "isSilent" | "closes"> & { emailHint?: string },
): Promise<void> => {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const { emailHint, ...rest } = pending;
  keepPending(state, { ...rest, region: region.id, verifier, nonce });
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(pending.isSilent ? { prompt: "none" } : {}),
    ...(emailHint === undefined ? {} : { login_hint: emailHint }),
  });
  location.replace(`${serverOf(region).authorization_endpoint}?${query.toString()}`);
};

const tokensOf = (region: SiteRegion, answer: oauth.TokenEndpointResponse, previous?: Tokens): Tokens => {
  const claims = oauth.getValidatedIdTokenClaims(answer);
  if (claims !== undefined && claims["cogrion_region"] !== region.id)
    throw new SessionEndedError(`The sign-in is not one of ${region.id}.`);
  return {
    region: region.id,
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? previous?.refreshToken,
    idToken: answer.id_token ?? previous?.idToken ?? "",
    expiresAt: Date.now() + (answer.expires_in ?? 60) * 1000,
  };
};

export type Refusal = "login_required" | "cancelled" | "failed";
export type Returned = { kind: "signed-in"; tokens: Tokens } | { kind: "refused"; why: Refusal };

const refusalOf = (code: string): Refusal => {
  if (code === "login_required" || code === "interaction_required") return "login_required";
  return code === "access_denied" ? "cancelled" : "failed";
};

/** What the sign-in sent the browser back with. @throws TypeError where the token endpoint is unavailable */
export const readReturn = async (region: SiteRegion, url: URL, state: string, pending: Pending): Promise<Returned> => {
  const server = serverOf(region);
  try {
    const parameters = oauth.validateAuthResponse(server, client, url, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      pending.verifier,
      options,
    );
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    });
    return { kind: "signed-in", tokens: tokensOf(region, answer) };
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) return { kind: "refused", why: refusalOf(error.error) };
    if (error instanceof TypeError) throw error;
    return { kind: "refused", why: "failed" };
  }
};

/** @throws SessionEndedError; TypeError where the token endpoint is unavailable */
export const refresh = async (region: SiteRegion, tokens: Tokens): Promise<Tokens> => {
  if (tokens.refreshToken === undefined) throw new SessionEndedError("The session cannot be renewed.");
  const server = serverOf(region);
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refreshToken, options);
  if (response.status >= 500 || response.status === 429) throw new TypeError(`the sign-in answered ${response.status}`);
  try {
    return tokensOf(region, await oauth.processRefreshTokenResponse(server, client, response), tokens);
  } catch (error) {
    throw new SessionEndedError("The sign-in says that the session is over.", { cause: error });
  }
};

/** Ends the region's session at the sign-in too, and comes back to this site. */
export const leaveForSignOut = (region: SiteRegion, { idToken }: Tokens): void => {
  const query = new URLSearchParams({
    id_token_hint: idToken,
    post_logout_redirect_uri: `${site.origin}${signedOutPath}`,
    client_id: client.client_id,
  });
  location.assign(`${serverOf(region).end_session_endpoint}?${query.toString()}`);
};
