import type { WorkspaceView } from "@cogrion/contract";
import { paintFor, renderHint } from "./steps.ts";
import { hasColor } from "./steps-view.ts";
import { factsOf } from "./text.ts";

export const printWorkspace = (workspace: WorkspaceView, { json }: { json?: boolean }): void => {
  if (json === true) {
    console.log(JSON.stringify(workspace));
    return;
  }
  const { aws, bff, hint } = workspace;
  console.log(
    factsOf({
      id: workspace.id,
      state: workspace.state,
      health: workspace.health,
      zone: workspace.delegated_zone,
      account: workspace.account_id,
      region: workspace.region,
      role: aws.role_arn,
      "external id": aws.external_id,
      BFF: bff?.url,
      "last heartbeat": bff?.last_heartbeat_at,
      created: workspace.created_at,
    }),
  );
  if (hint !== null) console.log(`\n${renderHint(hint, paintFor(hasColor(process.stdout)), process.stdout.columns)}`);
};
