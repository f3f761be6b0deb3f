import type { Environment } from "@cogrion/domain";
import { invitationClientId } from "./http/invitation-page.ts";

/** What `aud` of an access token must contain. */
export const tokenAudience = "cogrion-control-plane";

/**
 * The Keycloak clients (`azp`) whose tokens the API accepts: those that Cogrion itself provides for
 * people. A workspace's client is not one of them, so a token of a client's application is rejected
 * here. `cogrion-e2e` exists only in the local stack, and only if requested.
 */
export const clientsOf = (environment: Environment): string[] => [
  "cogrion-dashboard",
  "cogrion-cli",
  invitationClientId,
  ...(environment === "local" ? ["cogrion-e2e"] : []),
];
