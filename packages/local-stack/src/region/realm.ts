import KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";
import { ensureWorkspaceAccess } from "./realm-access.ts";

export type RealmUser = { email: string; firstName: string; lastName: string; password: string };

export type RealmOptions = {
  url: string;
  admin: { username: string; password: string };
  /** Also the realm's name. */
  region: string;
  /** Secret of the client that the control plane and the worker use. */
  controlPlaneSecret: string;
  dashboardOrigins: string[];
  /** Origin of the region's public API, which serves the invitation page. */
  apiOrigin: string;
  users: RealmUser[];
  /**
   * A client that may exchange a user's password for a token; only for tests and the local stack.
   */
  hasPasswordClient: boolean;
  /** False for a Keycloak without Cogrion's provider: then strangers can sign in to workspaces. */
  hasProvider?: boolean;
  /** Keycloak's mail server; without it, Keycloak sends no mails. */
  smtp?: { host: string; port: number };
  /**
   * Whether people can create their own sign-in, for an address that they have verified, because an
   * invited person may have none yet. Needs `smtp`.
   */
  isOpenToRegistration?: boolean;
};

export const apiAudience = "cogrion-control-plane";
/** Sender of the local stack's mails. */
export const localSender = "no-reply@cogrion.localhost";
const apiScope = "cogrion-api";

const adminOf = async ({ url, admin }: Pick<RealmOptions, "url" | "admin">): Promise<KeycloakAdminClient> => {
  const client = new KeycloakAdminClient({ baseUrl: url, realmName: "master" });
  await client.auth({ grantType: "password", clientId: "admin-cli", ...admin });
  return client;
};

/** Creates the users that the realm does not have. */
export const ensureUsers = async (
  options: Pick<RealmOptions, "url" | "admin" | "region">,
  users: readonly RealmUser[],
): Promise<void> => {
  const admin = await adminOf(options);
  admin.setConfig({ realmName: options.region });
  for (const user of users) await ensureUser(admin, user);
};

/**
 * Creates or updates what the region needs in a realm. Repeatable; the passwords of existing users
 * do not change.
 */
export const configureRealm = async (options: RealmOptions): Promise<void> => {
  const admin = await adminOf(options);
  await ensureRealm(admin, options);
  admin.setConfig({ realmName: options.region });
  const apiScopeId = await ensureApiScope(admin, options.region);
  await ensureWorkspaceAccess(admin, options.hasProvider !== false);
  for (const client of clientsOf(options)) await ensureClient(admin, client, apiScopeId);
  await grantClientAdministration(admin);
  for (const user of options.users) await ensureUser(admin, user);
};

const ensureRealm = async (
  admin: KeycloakAdminClient,
  { region: realm, smtp, isOpenToRegistration = false }: RealmOptions,
): Promise<void> => {
  const settings = {
    realm,
    enabled: true,
    displayName: "Cogrion",
    sslRequired: "external",
    registrationAllowed: isOpenToRegistration,
    verifyEmail: isOpenToRegistration,
    loginWithEmailAllowed: true,
    registrationEmailAsUsername: true,
    duplicateEmailsAllowed: false,
    bruteForceProtected: true,
    failureFactor: 10,
    accessTokenLifespan: 300,
    oauth2DevicePollingInterval: 1,
    // docs/adr/0050: bound to a key instead, so that a lost answer ends no session.
    revokeRefreshToken: false,
    ...(smtp === undefined ? {} : { resetPasswordAllowed: true, smtpServer: smtpServerOf(smtp) }),
  };
  if ((await admin.realms.findOne({ realm })) === undefined || (await admin.realms.findOne({ realm })) === null) {
    await admin.realms.create(settings);
  } else {
    await admin.realms.update({ realm }, settings);
  }
};

const smtpServerOf = ({ host, port }: { host: string; port: number }): Record<string, string> => ({
  host,
  port: String(port),
  from: localSender,
  fromDisplayName: "Cogrion",
  auth: "false",
  ssl: "false",
  starttls: "false",
});

/**
 * Adds the API's audience and the region to the access tokens of our own clients. Returns
 * Keycloak's id of the scope.
 */
const ensureApiScope = async (admin: KeycloakAdminClient, region: string): Promise<string> => {
  const find = async () => (await admin.clientScopes.find()).find((scope) => scope.name === apiScope);
  if ((await find()) === undefined) {
    await admin.clientScopes.create({
      name: apiScope,
      protocol: "openid-connect",
      attributes: { "include.in.token.scope": "false", "display.on.consent.screen": "false" },
      protocolMappers: [
        {
          name: "audience",
          protocol: "openid-connect",
          protocolMapper: "oidc-audience-mapper",
          config: { "included.custom.audience": apiAudience, "access.token.claim": "true", "id.token.claim": "false" },
        },
        {
          name: "region",
          protocol: "openid-connect",
          protocolMapper: "oidc-hardcoded-claim-mapper",
          config: {
            "claim.name": "cogrion_region",
            "claim.value": region,
            "jsonType.label": "String",
            "access.token.claim": "true",
            "id.token.claim": "true",
          },
        },
      ],
    });
  }
  const scope = await find();
  if (scope?.id === undefined) throw new Error("Keycloak lost a client scope that was just created");
  // Every new client, including a customer's, would get a default scope of the realm.
  const defaults = await admin.clientScopes.listDefaultClientScopes();
  if (defaults.some((each) => each.name === apiScope)) {
    await admin.clientScopes.delDefaultClientScope({ id: scope.id });
  }
  return scope.id;
};

const publicClient = {
  publicClient: true,
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  fullScopeAllowed: false,
} satisfies ClientRepresentation;

const clientsOf = (options: RealmOptions): ClientRepresentation[] => [
  {
    ...publicClient,
    clientId: "cogrion-dashboard",
    standardFlowEnabled: true,
    redirectUris: options.dashboardOrigins.map((origin) => `${origin}/signed-in`),
    webOrigins: options.dashboardOrigins,
    attributes: {
      "pkce.code.challenge.method": "S256",
      "post.logout.redirect.uris": options.dashboardOrigins.map((origin) => `${origin}/signed-out`).join("##"),
    },
  },
  {
    ...publicClient,
    clientId: "cogrion-invitations",
    standardFlowEnabled: true,
    redirectUris: [`${options.apiOrigin}/api/invitation/`],
    webOrigins: [options.apiOrigin],
    attributes: {
      "pkce.code.challenge.method": "S256",
      "post.logout.redirect.uris": "+",
      // The page is done within the life of one access token.
      "use.refresh.tokens": "false",
    },
  },
  {
    ...publicClient,
    clientId: "cogrion-cli",
    attributes: { "oauth2.device.authorization.grant.enabled": "true" },
  },
  {
    clientId: "cogrion-control-plane",
    publicClient: false,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    secret: options.controlPlaneSecret,
  },
  ...(options.hasPasswordClient ? [{ ...publicClient, clientId: "cogrion-e2e", directAccessGrantsEnabled: true }] : []),
];

const findClient = async (admin: KeycloakAdminClient, clientId: string): Promise<ClientRepresentation | undefined> =>
  (await admin.clients.find({ clientId }))[0];

const ensureClient = async (
  admin: KeycloakAdminClient,
  client: ClientRepresentation,
  apiScopeId: string,
): Promise<void> => {
  const existing = await findClient(admin, client.clientId ?? "");
  const id = existing?.id ?? (await admin.clients.create(client)).id;
  if (existing !== undefined) await admin.clients.update({ id }, { ...existing, ...client });
  const scopes = await admin.clients.listDefaultClientScopes({ id });
  if (!scopes.some(({ name }) => name === apiScope)) {
    await admin.clients.addDefaultClientScope({ id, clientScopeId: apiScopeId });
  }
};

/** The service account may manage clients, and nothing else in the realm. */
const grantClientAdministration = async (admin: KeycloakAdminClient): Promise<void> => {
  const [client, management] = await Promise.all([
    findClient(admin, "cogrion-control-plane"),
    findClient(admin, "realm-management"),
  ]);
  if (client?.id === undefined || management?.id === undefined)
    throw new Error("Keycloak lost a client that was just created");
  const user = await admin.clients.getServiceAccountUser({ id: client.id });
  const wanted = ["manage-clients", "view-clients", "query-clients"];
  const roles = (await admin.clients.listRoles({ id: management.id })).filter((role) =>
    wanted.includes(role.name ?? ""),
  );
  await admin.users.addClientRoleMappings({
    id: user.id ?? "",
    clientUniqueId: management.id,
    roles: roles.map(({ id, name }) => ({ id: id ?? "", name: name ?? "" })),
  });
};

const ensureUser = async (admin: KeycloakAdminClient, user: RealmUser): Promise<void> => {
  const { email, firstName, lastName, password } = user;
  const [existing] = await admin.users.find({ email, exact: true });
  if (existing !== undefined) return;
  await admin.users.create({
    username: email,
    email,
    firstName,
    lastName,
    emailVerified: true,
    enabled: true,
    credentials: [{ type: "password", value: password, temporary: false }],
  });
};
