import { keep, kept } from "./kept.js";
import * as oauth from "./oauth4webapi.js";

/** The page itself is where the browser comes back to, from signing in and from signing out. */
const redirectUri = location.origin + location.pathname;

/** Where this region's people sign in. @throws where it cannot be reached, or says nothing that is of the protocol */
const discover = async () => {
  const response = await fetch("sign-in.json");
  if (!response.ok) throw new Error(`sign-in.json: ${response.status}`);
  /** @type {{ issuer: string, discovery_url: string, client_id: string }} */
  const { issuer, discovery_url: discoveryUrl, client_id: clientId } = await response.json();
  // The local stack alone is without TLS.
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

/** Leaves for the sign-in; code flow with PKCE. @param {string} token */
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
 * What the sign-in has sent the browser back with. `elsewhere`: this tab has not asked; a mail that proves an address opens another one.
 * @param {URL} url
 * @returns {Promise<{ outcome: "elsewhere" | "refused" } | { outcome: "signed in", accessToken: string, idToken: string }>}
 */
export const comeBack = async (url) => {
  const was = kept();
  if (was?.signIn === undefined) return { outcome: "elsewhere" };
  const { state, nonce, verifier } = was.signIn;
  const { server, client, options } = await discover();
  // A code is good once: a reload begins anew.
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
    // Cancelled there, or a page that was open for too long.
    if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
      return { outcome: "refused" };
    }
    throw error;
  }
};
