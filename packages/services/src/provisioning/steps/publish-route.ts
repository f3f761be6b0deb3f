import { changed, missing } from "../observation.ts";
import type { Route, Workspace } from "@cogrion/domain";
import { isSameRoute, workspaceUrlOf } from "@cogrion/domain";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningDeps, ProvisioningStep } from "../deps.ts";

export const workspaceUrlOptions = ({ localBffPort }: ProvisioningDeps) =>
  localBffPort === undefined ? {} : { localBffPort };

/** If a BFF has already registered its URL, a repeated step does not replace it. */
export const expectedRouteOf = (deps: ProvisioningDeps, { id, region, bff }: Workspace): Route => ({
  region,
  bff_url: bff?.url ?? workspaceUrlOf("bff", id, deps.place, workspaceUrlOptions(deps)),
});

export const publishRoute: ProvisioningStep = {
  id: "publish_route",
  async run(deps, context) {
    const { workspace } = context;
    const route = expectedRouteOf(deps, workspace);
    await createRecorded(
      deps,
      context,
      { kind: "edge_route", step: "publish_route", owner: "cogrion", name: workspace.id },
      () => deps.routes.put(workspace.id, route, workspace.version),
      () => undefined,
    );
    return { bff_url: route.bff_url };
  },
  undo: (deps, context) =>
    deleteRecorded(deps, context, "edge_route", () =>
      deps.routes.delete(context.workspace.id, context.workspace.version),
    ),
  async observe({ deps, context, entry }) {
    const expected = expectedRouteOf(deps, context.workspace);
    for (const held of await deps.routes.read(context.workspace.id)) {
      if (held === undefined || held.state === "deleted") return missing(`The edge had no route for ${entry.name}.`);
      if (held.state === "damaged") return changed(`The edge's route for ${entry.name} was damaged.`);
      if (isSameRoute(held.route, expected)) continue;
      return changed(
        `The edge routed ${entry.name} to ${held.route.bff_url} in ${held.route.region} (version ${held.version}).`,
      );
    }
    return undefined;
  },
};
