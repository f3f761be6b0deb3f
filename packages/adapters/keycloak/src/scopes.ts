import type KeycloakAdminClient from "@keycloak/keycloak-admin-client";

/** Puts our API's audience into access tokens. No client has it by default. */
export const apiScope = "cogrion-api";

/**
 * What a workspace's client gets of a person: a subject of its own and the kind of the grant
 * (`cogrion-workspace`), name and address, and what cross-origin requests need. No roles, no
 * audience of ours, no access while the person is absent.
 */
export const workspaceScopes: readonly string[] = [
  "acr",
  "basic",
  "cogrion-workspace",
  "email",
  "profile",
  "web-origins",
];

const namesOf = (scopes: readonly { name?: string }[]): string[] => scopes.map(({ name }) => name ?? "");

/** Attaches a default scope. Repeatable. @throws Error if the realm has no scope of this name */
export const attachScope = async (admin: KeycloakAdminClient, id: string, name: string): Promise<void> => {
  if (namesOf(await admin.clients.listDefaultClientScopes({ id })).includes(name)) return;
  const scope = (await admin.clientScopes.find()).find((each) => each.name === name);
  if (scope?.id === undefined) throw new Error(`The realm has no client scope ${name}`);
  await admin.clients.addDefaultClientScope({ id, clientScopeId: scope.id });
};

/** Gives the client exactly these default scopes and no optional ones. Repeatable. */
export const limitScopes = async (admin: KeycloakAdminClient, id: string, wanted: readonly string[]): Promise<void> => {
  for (const scope of await admin.clients.listDefaultClientScopes({ id })) {
    if (!wanted.includes(scope.name ?? "")) {
      await admin.clients.delDefaultClientScope({ id, clientScopeId: scope.id ?? "" });
    }
  }
  for (const scope of await admin.clients.listOptionalClientScopes({ id })) {
    await admin.clients.delOptionalClientScope({ id, clientScopeId: scope.id ?? "" });
  }
  for (const name of wanted) await attachScope(admin, id, name);
};
