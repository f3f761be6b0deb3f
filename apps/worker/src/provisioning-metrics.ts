import type { Drift } from "@cogrion/domain";
import type { Logger, Registry } from "@cogrion/telemetry";
import { Counter } from "@cogrion/telemetry";

/** Counts the failures of provisioning and the findings of reconciliation. */
export const createProvisioningMetrics = ({ registry, logger }: { registry: Registry; logger: Logger }) => {
  const failures = new Counter({
    name: "provisioning_failures_total",
    help: "Failed activities, by activity and kind: blocked, superseded, pending, error",
    labelNames: ["activity", "kind"],
    registers: [registry],
  });
  const drifts = new Counter({
    name: "reconciliation_drifts_total",
    help: "Resources whose state differs from the ledger, by kind, owner and finding; Cogrion's own are repaired",
    labelNames: ["kind", "owner", "finding"],
    registers: [registry],
  });
  const withdrawals = new Counter({
    name: "delegations_withdrawn_total",
    help: "Delegations withdrawn because their zone was gone, by reason: zone_deleted, name_servers_deny",
    labelNames: ["reason"],
    registers: [registry],
  });
  for (const reason of ["zone_deleted", "name_servers_deny"]) withdrawals.inc({ reason }, 0);
  return {
    // Staff are alerted to each one: the alert uses the metric, and this line names the workspace.
    onWithdrawn: (workspaceId: string, reason: string): void => {
      withdrawals.inc({ reason });
      logger.error({ workspace_id: workspaceId, reason }, "a dangling delegation was withdrawn");
    },
    onFailure: (activity: string, kind: string): void => failures.inc({ activity, kind }),
    onDrift: (workspaceId: string, { kind, owner, name, finding, detail, isRepaired }: Drift): void => {
      drifts.inc({ kind, owner, finding });
      logger.warn({ workspace_id: workspaceId, kind, owner, name, finding, detail, is_repaired: isRepaired }, "drift");
    },
  };
};
