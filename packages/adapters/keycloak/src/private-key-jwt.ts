import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import type { IdentifiedKey } from "@cogrion/domain";

/**
 * A confidential client that proves itself by a signed assertion (`private_key_jwt`, RFC 7523), with
 * one algorithm and these keys. It has no other grant than the ones that are switched on beside this.
 */
export const privateKeyJwt = (keys: readonly IdentifiedKey[]): ClientRepresentation => ({
  publicClient: false,
  clientAuthenticatorType: "client-jwt",
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  frontchannelLogout: false,
  fullScopeAllowed: false,
  attributes: {
    "use.jwks.url": "false",
    "use.jwks.string": "true",
    "jwks.string": JSON.stringify({
      keys: keys.map(({ id, publicKey }) => ({ ...publicKey, kid: id, alg: "ES256", use: "sig" })),
    }),
    "token.endpoint.auth.signing.alg": "ES256",
    "oauth2.device.authorization.grant.enabled": "false",
    "oidc.ciba.grant.enabled": "false",
    "standard.token.exchange.enabled": "false",
  },
});
