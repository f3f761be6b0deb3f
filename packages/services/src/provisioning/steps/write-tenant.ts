import { changed, missing } from "../observation.ts";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";

/** The id was reserved when the workspace was created; this step makes the tenant active. */
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
    // Runs even if step 7 was never reached: the reservation ends with the workspace, and the id is
    // never reused.
    await deps.tenants.markDeleted(context.workspace.id);
  },
  async observe({ deps, context, entry }) {
    const tenant = await deps.tenants.get(context.workspace.id);
    if (tenant === undefined) return missing(`The tenant ${entry.name} was missing in the primary region.`);
    return tenant.status === "active" ? undefined : changed(`The tenant ${entry.name} was ${tenant.status}.`);
  },
};
