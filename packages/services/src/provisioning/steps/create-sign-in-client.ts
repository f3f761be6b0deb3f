import { redirectUrisOf } from "@cogrion/domain";
import { makeLedgered, unmakeLedgered } from "../ledgered.ts";
import type { ProvisioningStep } from "../deps.ts";
import { workspaceUrlOptions } from "./publish-route.ts";

export const createSignInClient: ProvisioningStep = {
  id: "create_sign_in_client",
  async run(deps, context) {
    const { id } = context.workspace;
    const redirectUris = redirectUrisOf(id, deps.place, workspaceUrlOptions(deps));
    await makeLedgered(
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
    unmakeLedgered(deps, context, "keycloak_client", () => deps.signInClients.delete(context.workspace.id)),
};
