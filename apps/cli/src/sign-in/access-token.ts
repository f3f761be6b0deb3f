import { refreshTokenGrant, ResponseBodyError } from "openid-client";
import { atIssuer, discover, sessionOf } from "./authorization-server.ts";
import type { Session, TokenStore } from "./token-store.ts";
import { cogrion } from "../invocation.ts";

/** There is no session for this API; the message says how to sign in. */
export class NotSignedInError extends Error {
  constructor(apiUrl: string, reason = "You are not signed in") {
    super(`${reason} at ${apiUrl}. Sign in with: ${cogrion} login --api-url ${apiUrl}`);
    this.name = "NotSignedInError";
  }
}

// A token that expires in transit is rejected.
const earlyMilliseconds = 20_000;

const isFresh = (session: Session): boolean => session.expires_at - Date.now() > earlyMilliseconds;

/** An access token for each request, refreshed when it is about to end. @throws NotSignedInError */
export const createAccessToken =
  (store: TokenStore, apiUrl: string): (() => Promise<string>) =>
  async () => {
    const kept = await store.read(apiUrl);
    if (kept === undefined) throw new NotSignedInError(apiUrl);
    if (isFresh(kept)) return kept.access_token;
    let isEnded = false;
    const renewed = await store.update(apiUrl, async (before) => {
      if (before === undefined || isFresh(before)) return before;
      const after = await refresh(before);
      isEnded = after === undefined;
      return after;
    });
    if (renewed === undefined) throw new NotSignedInError(apiUrl, isEnded ? "Your session has ended" : undefined);
    return renewed.access_token;
  };

/** Undefined if the session has ended; an outage is an error, and does not change the session. */
const refresh = async (session: Session): Promise<Session | undefined> => {
  if (session.refresh_token === undefined) return undefined;
  try {
    const server = await discover(session.issuer);
    const { refresh_token: token } = session;
    const tokens = await atIssuer(session.issuer, () => refreshTokenGrant(server, token));
    return sessionOf(session.issuer, tokens, session);
  } catch (error) {
    if (error instanceof ResponseBodyError && error.error === "invalid_grant") return undefined;
    throw error;
  }
};
