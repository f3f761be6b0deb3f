import { randomBytes } from "node:crypto";
import type KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type { EdgeStand } from "./stand.ts";

const realm = "partner";

/**
 * A customer's identity provider: a realm of the second region's Keycloak, which the first region's
 * realm trusts.
 */
export const startPartner = async (
  trusting: KeycloakAdminClient,
  partner: KeycloakAdminClient,
  [first, second]: EdgeStand["regions"],
  origin: string,
): Promise<EdgeStand["partnerUser"]> => {
  const secret = randomBytes(16).toString("base64url");
  const user = { email: "grace@partner.example", password: randomBytes(12).toString("base64url") };
  await partner.realms.create({ realm, enabled: true, sslRequired: "external", attributes: { frontendUrl: origin } });
  partner.setConfig({ realmName: realm });
  const callback = `${first.origin}/realms/${first.id}/broker/${realm}/endpoint`;
  await partner.clients.create({
    clientId: "cogrion",
    secret,
    publicClient: false,
    standardFlowEnabled: true,
    redirectUris: [callback],
    attributes: { "post.logout.redirect.uris": `${callback}/logout_response` },
  });
  await partner.users.create({
    username: user.email,
    email: user.email,
    firstName: "Grace",
    lastName: "Hopper",
    emailVerified: true,
    enabled: true,
    credentials: [{ type: "password", value: user.password, temporary: false }],
  });
  // A browser is redirected to the provider's own host; Keycloak's own requests are not.
  const browser = `${origin}/realms/${realm}/protocol/openid-connect`;
  const server = `${second.keycloakUrl}/realms/${realm}/protocol/openid-connect`;
  await trusting.identityProviders.create({
    alias: realm,
    providerId: "oidc",
    enabled: true,
    trustEmail: true,
    config: {
      clientId: "cogrion",
      clientSecret: secret,
      clientAuthMethod: "client_secret_post",
      issuer: `${origin}/realms/${realm}`,
      authorizationUrl: `${browser}/auth`,
      logoutUrl: `${browser}/logout`,
      tokenUrl: `${server}/token`,
      jwksUrl: `${server}/certs`,
      useJwksUrl: "true",
      validateSignature: "true",
      defaultScope: "openid profile email",
      pkceEnabled: "true",
      pkceMethod: "S256",
    },
  });
  return user;
};
