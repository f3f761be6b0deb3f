import { changed, missing } from "../observation.ts";
import { isSameSet } from "../same-set.ts";
import { redirectUrisOf } from "@cogrion/domain";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";
import { workspaceUrlOptions } from "./publish-route.ts";

export const createSignInClient: ProvisioningStep = {
  id: "create_sign_in_client",
  async run(deps, context) {
    const { id } = context.workspace;
    const redirectUris = redirectUrisOf(id, deps.place, workspaceUrlOptions(deps));
    await createRecorded(
      deps,
      context,
      { kind: "keycloak_client", step: "create_sign_in_client", owner: "cogrion", name: id },
      () =>
        deps.signInClients.upsert({
          clientId: id,
          redirectUris,
          webOrigins: redirectUris.map((uri) => new URL(uri).origin),
        }),
      ({ internalId }) => internalId,
    );
    return { client_id: id, redirect_uris: redirectUris.join(" ") };
  },
  undo: (deps, context) =>
    deleteRecorded(deps, context, "keycloak_client", () => deps.signInClients.delete(context.workspace.id)),
  async observe({ deps, context, entry }) {
    const client = await deps.signInClients.get(context.workspace.id);
    if (client === undefined) return missing(`The sign-in client ${entry.name} was missing.`);
    const expected = redirectUrisOf(context.workspace.id, deps.place, workspaceUrlOptions(deps));
    if (!client.isThirdParty)
      return changed(`The sign-in client ${entry.name} was trusted like Cogrion's own clients.`);
    if (isSameSet(client.redirectUris, expected)) return undefined;
    return changed(`The sign-in client ${entry.name} had the redirect URIs ${client.redirectUris.join(" ")}.`);
  },
};
