import { changed, missing } from "../observation.ts";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";

/**
 * The id was reserved when the workspace was requested; from here on the tenant is active. Where
 * nothing was ever created, the reservation is released after the deletion
 * (release-reservations.ts).
 */
export const writeTenant: ProvisioningStep = {
  id: "write_tenant",
  async run(deps, context) {
    const { id } = context.workspace;
    await createRecorded(
      deps,
      context,
      { kind: "tenant", step: "write_tenant", owner: "cogrion", name: id },
      () => deps.tenants.activate(id),
      () => undefined,
    );
    return { tenant: id };
  },
  undo: async (deps, context) => {
    await deleteRecorded(deps, context, "tenant", () => deps.tenants.markDeleted(context.workspace.id));
    // Also where step 7 was never reached. A workspace that is being deleted gets no further entry,
    // so an empty ledger stays empty.
    if ((await deps.store.ledger.list(context.workspace.id)).length > 0)
      await deps.tenants.markDeleted(context.workspace.id);
  },
  async observe({ deps, context, entry }) {
    const tenant = await deps.tenants.get(context.workspace.id);
    if (tenant === undefined) return missing(`The tenant ${entry.name} was missing in the primary region.`);
    return tenant.status === "active" ? undefined : changed(`The tenant ${entry.name} was ${tenant.status}.`);
  },
};
