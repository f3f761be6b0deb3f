export { callbackPath, leaveForSignOut, SessionEndedError } from "./oidc.ts";
export { accessTokenOf, endSession, signedOut, statusOf, subscribe, tokensOf } from "./sessions.ts";
