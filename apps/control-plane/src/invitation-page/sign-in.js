import { keep, kept } from "./kept.js";
import * as oauth from "./oauth4webapi.js";

/** The browser returns to the page itself, after signing in and after signing out. */
const redirectUri = location.origin + location.pathname;

/**
 * Where people of this region sign in. @throws if it cannot be reached, or its response does not
 * follow the protocol
 */
const discover = async () => {
  const response = await fetch("sign-in.json");
  if (!response.ok) throw new Error(`sign-in.json: ${response.status}`);
  /** @type {{ issuer: string, discovery_url: string, client_id: string }} */
  const { issuer, discovery_url: discoveryUrl, client_id: clientId } = await response.json();
  // Only the local stack has no TLS.
  const options = { [oauth.allowInsecureRequests]: issuer.startsWith("http:") };
  const metadata = await fetch(discoveryUrl, { headers: { accept: "application/json" } });
  const server = await oauth.processDiscoveryResponse(new URL(issuer), metadata);
  return { server, options, client: { client_id: clientId } };
};

/** @param {string | undefined} endpoint @param {Record<string, string>} query */
const go = (endpoint, query) => {
  if (endpoint === undefined) throw new Error("the sign-in says not where that is done");
  location.assign(`${endpoint}?${new URLSearchParams(query).toString()}`);
};

/** Redirects to the sign-in; code flow with PKCE. @param {string} token */
export const signIn = async (token) => {
  const { server, client } = await discover();
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  keep({ token, signIn: { state, nonce, verifier } });
  go(server.authorization_endpoint, {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
};

/** Signs out, to sign in as somebody else. @param {string} idToken */
export const signOut = async (idToken) => {
  const { server } = await discover();
  go(server.end_session_endpoint, { id_token_hint: idToken, post_logout_redirect_uri: redirectUri });
};

/**
 * What the sign-in returned through the browser. `elsewhere`: this tab did not start a sign-in,
 * because a mail that verifies an address opens another one.
 * @param {URL} url
 * @returns {Promise<{ outcome: "elsewhere" | "refused" } | { outcome: "signed in", accessToken:
 * string, idToken: string }>}
 */
export const comeBack = async (url) => {
  const was = kept();
  if (was?.signIn === undefined) return { outcome: "elsewhere" };
  const { state, nonce, verifier } = was.signIn;
  const { server, client, options } = await discover();
  // A code works once, so a reload starts again.
  keep({ token: was.token });
  try {
    const parameters = oauth.validateAuthResponse(server, client, url, state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return { outcome: "signed in", accessToken: tokens.access_token, idToken: tokens.id_token ?? "" };
  } catch (error) {
    // Cancelled there, or the page was open for too long.
    if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
      return { outcome: "refused" };
    }
    throw error;
  }
};
