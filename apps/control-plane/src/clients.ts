import type { Environment } from "@cogrion/domain";
import { invitationClientId } from "./http/invitation-page.ts";

/** What `aud` of an access token must contain. */
export const tokenAudience = "cogrion-control-plane";

/**
 * The Keycloak clients (`azp`) whose tokens the API takes: those that Cogrion itself hands to people. A workspace's client is none of them, so a token
 * that a client's application holds is of no use here. `cogrion-e2e` exists in the local stack only, when it is asked for.
 */
export const clientsOf = (environment: Environment): string[] => [
  "cogrion-dashboard",
  "cogrion-cli",
  invitationClientId,
  ...(environment === "local" ? ["cogrion-e2e"] : []),
];
