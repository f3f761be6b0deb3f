import { workspaceUrlOf } from "@cogrion/domain";
import { makeLedgered, unmakeLedgered } from "../ledgered.ts";
import type { ProvisioningDeps, ProvisioningStep } from "../deps.ts";

export const workspaceUrlOptions = ({ localBffPort }: ProvisioningDeps) =>
  localBffPort === undefined ? {} : { localBffPort };

export const publishRoute: ProvisioningStep = {
  id: "publish_route",
  async run(deps, context) {
    const { workspace } = context;
    // A BFF that has registered already announced where it is; a repeated step does not take that back.
    const url = workspace.bff?.url ?? workspaceUrlOf("bff", workspace.id, deps.place, workspaceUrlOptions(deps));
    await makeLedgered(
      deps,
      context,
      { kind: "edge_route", step: "publish_route", owner: "cogrion", name: workspace.id },
      () => deps.routes.put(workspace.id, { region: workspace.region, bff_url: url }),
      () => undefined,
    );
    return { bff_url: url };
  },
  undo: (deps, context) => unmakeLedgered(deps, context, "edge_route", () => deps.routes.delete(context.workspace.id)),
};
