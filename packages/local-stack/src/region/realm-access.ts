import type KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type ProtocolMapperRepresentation from "@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js";
import { ensureClientPolicy } from "./realm-client-policy.ts";

/** Both the required action's and the client policy executor's id in Cogrion's provider. */
const accessId = "cogrion-workspace-access";
const workspaceScope = "cogrion-workspace";

/**
 * Has the realm refuse people whom a workspace grants nothing: at the sign-in, and at each token of
 * the workspace's client. Repeatable.
 */
export const ensureWorkspaceAccess = async (admin: KeycloakAdminClient, hasProvider: boolean): Promise<void> => {
  if (!hasProvider) return ensureWorkspaceScope(admin, []);
  await ensureRequiredAction(admin);
  await ensureClientPolicy(admin, accessId, {
    condition: { condition: "any-client", configuration: {} },
    executor: { executor: accessId, configuration: {} },
  });
  await ensureWorkspaceScope(admin, [
    { name: "workspace", protocol: "openid-connect", protocolMapper: "cogrion-workspace-mapper", config: {} },
  ]);
};

const ensureRequiredAction = async (admin: KeycloakAdminClient): Promise<void> => {
  const management = admin.authenticationManagement;
  const find = async () => (await management.getRequiredActions()).find(({ alias }) => alias === accessId);
  if ((await find()) === undefined) {
    await management.registerRequiredAction({ providerId: accessId, name: "Access to the workspace" });
  }
  await management.updateRequiredAction(
    { alias: accessId },
    { ...(await find()), enabled: true, defaultAction: false, priority: 1 },
  );
};

/** Gives a workspace's tokens their pairwise subject and the kind of the grant. */
const ensureWorkspaceScope = async (
  admin: KeycloakAdminClient,
  protocolMappers: ProtocolMapperRepresentation[],
): Promise<void> => {
  if ((await admin.clientScopes.find()).some(({ name }) => name === workspaceScope)) return;
  await admin.clientScopes.create({
    name: workspaceScope,
    protocol: "openid-connect",
    attributes: { "include.in.token.scope": "false", "display.on.consent.screen": "false" },
    protocolMappers,
  });
};
