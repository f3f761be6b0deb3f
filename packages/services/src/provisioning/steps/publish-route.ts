import type { Route, Workspace } from "@cogrion/domain";
import { workspaceUrlOf } from "@cogrion/domain";
import { makeLedgered, unmakeLedgered } from "../ledgered.ts";
import type { ProvisioningDeps, ProvisioningStep } from "../deps.ts";

export const workspaceUrlOptions = ({ localBffPort }: ProvisioningDeps) =>
  localBffPort === undefined ? {} : { localBffPort };

/** A BFF that has registered already announced where it is; a repeated step does not take that back. */
export const expectedRouteOf = (deps: ProvisioningDeps, { id, region, bff }: Workspace): Route => ({
  region,
  bff_url: bff?.url ?? workspaceUrlOf("bff", id, deps.place, workspaceUrlOptions(deps)),
});

export const publishRoute: ProvisioningStep = {
  id: "publish_route",
  async run(deps, context) {
    const { workspace } = context;
    const route = expectedRouteOf(deps, workspace);
    await makeLedgered(
      deps,
      context,
      { kind: "edge_route", step: "publish_route", owner: "cogrion", name: workspace.id },
      () => deps.routes.put(workspace.id, route, workspace.version),
      () => undefined,
    );
    return { bff_url: route.bff_url };
  },
  undo: (deps, context) =>
    unmakeLedgered(deps, context, "edge_route", () =>
      deps.routes.delete(context.workspace.id, context.workspace.version),
    ),
};
