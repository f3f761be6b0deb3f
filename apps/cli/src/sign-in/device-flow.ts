import type { Configuration, DeviceAuthorizationResponse, TokenEndpointResponse } from "openid-client";
import {
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  ResponseBodyError,
  tokenRevocation,
} from "openid-client";
import { atIssuer, discover, IssuerUnreachableError, issuerOfApi, sessionOf } from "./authorization-server.ts";
import type { Session, TokenStore } from "./token-store.ts";
import { cogrion } from "../invocation.ts";

export type Invitation = { url: string; code: string; expiresInSeconds: number };

export type SignInOptions = {
  store: TokenStore;
  apiUrl: string;
  /** Shows the address to open, and the code to compare. */
  onInvitation: (invitation: Invitation) => void;
  signal: AbortSignal;
};

const refusals: Record<string, string> = {
  access_denied: "The sign-in was declined in the browser.",
  expired_token: "The code expired before it was used.",
};

/**
 * OAuth 2.0 Device Authorization Grant (RFC 8628): for terminals, including those without a
 * browser.
 */
export const signInWithDevice = async ({ store, apiUrl, onInvitation, signal }: SignInOptions): Promise<Session> => {
  const issuer = await issuerOfApi(apiUrl);
  const server = await discover(issuer);
  const answer = await atIssuer(issuer, () => initiateDeviceAuthorization(server, { scope: "openid offline_access" }));
  onInvitation({
    url: answer.verification_uri_complete ?? answer.verification_uri,
    code: answer.user_code,
    expiresInSeconds: answer.expires_in,
  });
  try {
    const session = sessionOf(issuer, await pollThroughOutages(issuer, server, answer, signal));
    await store.update(apiUrl, () => Promise.resolve(session));
    return session;
  } catch (error) {
    const told = error instanceof ResponseBodyError ? refusals[error.error] : undefined;
    throw told === undefined ? error : new Error(`${told} Start again with: ${cogrion} login`, { cause: error });
  }
};

const longestIntervalSeconds = 60;

/**
 * A lost poll must not make the person start again. RFC 8628 section 3.5: each lost poll doubles
 * the pause.
 */
const pollThroughOutages = async (
  issuer: string,
  server: Configuration,
  answer: DeviceAuthorizationResponse,
  signal: AbortSignal,
): Promise<TokenEndpointResponse> => {
  const endsAt = Date.now() + answer.expires_in * 1000;
  let interval = answer.interval ?? 5;
  for (;;) {
    const asked = { ...answer, interval };
    try {
      return await atIssuer(issuer, () => pollDeviceAuthorizationGrant(server, asked, undefined, { signal }));
    } catch (error) {
      if (!(error instanceof IssuerUnreachableError) || Date.now() > endsAt) throw error;
      interval = Math.min(interval * 2, longestIntervalSeconds);
    }
  }
};

/** Ends the session at the issuer and deletes it here. False if there was none. */
export const signOut = async (store: TokenStore, apiUrl: string): Promise<boolean> => {
  let hadSession = false;
  await store.update(apiUrl, async (before) => {
    hadSession = before !== undefined;
    // An unavailable issuer must not prevent signing out here; the refresh token expires by itself.
    if (before?.refresh_token !== undefined) {
      await discover(before.issuer)
        .then((server) => tokenRevocation(server, before.refresh_token ?? "", { token_type_hint: "refresh_token" }))
        .catch(() => undefined);
    }
    return undefined;
  });
  return hadSession;
};
