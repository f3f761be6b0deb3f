import type KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import type ClientPolicyConditionRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientPolicyConditionRepresentation.js";
import type ClientPolicyExecutorRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientPolicyExecutorRepresentation.js";

export type ClientPolicy = {
  condition: ClientPolicyConditionRepresentation;
  executor: ClientPolicyExecutorRepresentation;
};

/** Makes or replaces the profile and policy of this name; all others of the realm stay. */
export const ensureClientPolicy = async (
  admin: KeycloakAdminClient,
  name: string,
  { condition, executor }: ClientPolicy,
): Promise<void> => {
  const { profiles = [] } = await admin.clientPolicies.listProfiles({});
  await admin.clientPolicies.createProfiles({
    profiles: [...profiles.filter((each) => each.name !== name), { name, executors: [executor] }],
  });
  const { policies = [] } = await admin.clientPolicies.listPolicies({});
  const policy = { name, enabled: true, profiles: [name], conditions: [condition] };
  await admin.clientPolicies.updatePolicy({ policies: [...policies.filter((each) => each.name !== name), policy] });
};
