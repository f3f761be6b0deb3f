import { changed, missing } from "../observation.ts";
import { signInClientOf } from "../../sign-ins/client.ts";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";

export const createSignInClient: ProvisioningStep = {
  id: "create_sign_in_client",
  async run(deps, context) {
    const { id } = context.workspace;
    const client = await signInClientOf(deps, id);
    await createRecorded(
      deps,
      context,
      { kind: "keycloak_client", step: "create_sign_in_client", owner: "cogrion", name: id },
      () => deps.signInClients.upsert(client),
      ({ internalId }) => internalId,
    );
    // What has changed since it was read was told to a client that was not there yet.
    await deps.store.signIns.touch(id);
    return { client_id: id, redirect_uris: client.redirectUris.join(" ") };
  },
  undo: (deps, context) =>
    deleteRecorded(deps, context, "keycloak_client", () => deps.signInClients.delete(context.workspace.id)),
  async observe({ deps, context, entry }) {
    const differences = await deps.signInClients.differences(await signInClientOf(deps, context.workspace.id));
    if (differences === undefined) return missing(`The sign-in client ${entry.name} was missing.`);
    if (differences.length === 0) return undefined;
    return changed(`The sign-in client ${entry.name} had other settings: ${differences.join(", ")}.`);
  },
};
