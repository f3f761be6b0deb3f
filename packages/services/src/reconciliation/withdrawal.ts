import type { Drift, HostedZone } from "@cogrion/domain";
import { clientHint } from "@cogrion/domain";
import { systemAuditOf } from "../access/caller.ts";
import { whileCurrent } from "../provisioning/allowed.ts";
import type { ProvisioningDeps, StepContext } from "../provisioning/deps.ts";
import { deleteRecorded } from "../provisioning/recorded.ts";
import { setStep } from "../provisioning/set-step.ts";
import { applyTransition } from "../workspaces/transition.ts";

/** Between the first check that found no zone and the one that confirms it. */
const confirmedAfterSeconds = 60;

export type DanglingReason = "zone_deleted" | "name_servers_deny";

export type Found = {
  /** Whether the client's account let us in. */
  isEntered: boolean;
  /** The workspace's zone in it. */
  zone: HostedZone | undefined;
};

/**
 * If a delegation outlives its zone, a person who gets the same name servers can serve the name (a
 * takeover). The delegation is withdrawn once two checks, at least a minute apart, found it
 * dangling (docs/adr/0054); the workspace then waits for the client. Undefined if nothing was
 * withdrawn.
 */
export const withdrawDangling = async (
  deps: ProvisioningDeps,
  context: StepContext,
  found: Found,
  now: Date,
): Promise<{ drift: Drift; reason: DanglingReason } | undefined> => {
  const { reconciliations } = deps.store;
  const { id } = context.workspace;
  const { delegatedZone } = context.client;
  const suspectedAt = await reconciliations.delegationSuspectedAt(id);
  const isServed = found.isEntered && found.zone !== undefined;
  const delegated = isServed ? undefined : await deps.parentZone.read(delegatedZone);
  // Without a delegation there is nothing to withdraw, unless a process ended right after it did
  // so.
  const isPossible = !isServed && (delegated !== undefined || suspectedAt !== undefined);
  const nameServers = delegated ?? (await recordedNameServersOf(deps, context));
  const reason = isPossible ? await reasonOf(deps, delegatedZone, nameServers, found) : undefined;
  if (reason === undefined) {
    if (suspectedAt !== undefined) await reconciliations.suspectDelegation(id, undefined);
    return undefined;
  }
  if (suspectedAt === undefined) await reconciliations.suspectDelegation(id, now);
  const confirmedAt = new Date((suspectedAt ?? now).getTime() + confirmedAfterSeconds * 1000);
  if (now < confirmedAt) {
    await reconciliations.schedule(id, confirmedAt);
    return undefined;
  }
  // Only as it was read: what a later generation delegated stays.
  await deleteRecorded(deps, context, "route53_delegation", () =>
    deps.parentZone.undelegate(delegatedZone, nameServers),
  );
  await block(deps, context, { reason, nameServers });
  return { reason, drift: driftOf(delegatedZone, reason) };
};

const recordedNameServersOf = async ({ store }: ProvisioningDeps, { workspace }: StepContext): Promise<string[]> => {
  const step = (await store.steps.list(workspace.id)).find(({ id }) => id === "delegate_zone");
  return step?.result?.["name_servers"]?.split(" ") ?? [];
};

/** The account says whether it has the zone; where it is closed to us, the name servers do. */
const reasonOf = async (
  { authoritativeDns }: ProvisioningDeps,
  delegatedZone: string,
  nameServers: string[],
  { isEntered }: Found,
): Promise<DanglingReason | undefined> => {
  if (isEntered) return "zone_deleted";
  const state = await authoritativeDns.zoneStateOf(delegatedZone, nameServers);
  return state === "denied" ? "name_servers_deny" : undefined;
};

const block = (
  { store }: ProvisioningDeps,
  context: StepContext,
  { reason, nameServers }: { reason: DanglingReason; nameServers: string[] },
): Promise<void> =>
  whileCurrent(store, context, async (tx, workspace) => {
    const { id, accountId, delegatedZone } = workspace;
    await setStep(tx, id, "delegate_zone", { status: "blocked" });
    const blocked = await applyTransition(tx, workspace, {
      transition: "block",
      hint: clientHint({
        code: "delegation_withdrawn",
        summary: `${causes[reason](delegatedZone)} Cogrion withdrew the delegation of ${delegatedZone}, so that nobody else can take the name.`,
        action: "Check that Cogrion's role is in the account, then retry: the zone is created and delegated again.",
      }),
    });
    await tx.reconciliations.end(id);
    await tx.audit.append(
      systemAuditOf({
        accountId,
        action: "workspace.delegation_withdrawn",
        target: { kind: "workspace", id },
        details: {
          reason,
          name_servers: nameServers,
          before: { state: workspace.state },
          after: { state: blocked.state },
        },
      }),
    );
  });

const causes: Record<DanglingReason, (delegatedZone: string) => string> = {
  zone_deleted: (delegatedZone) => `The hosted zone ${delegatedZone} is no longer in the AWS account.`,
  name_servers_deny: (delegatedZone) => `No name server of ${delegatedZone} holds the zone any more.`,
};

const driftOf = (name: string, reason: DanglingReason): Drift => ({
  kind: "route53_delegation",
  owner: "cogrion",
  name,
  finding: "changed",
  detail: `${causes[reason](name)} The delegation was withdrawn, so that nobody else can take the name.`,
  isRepaired: true,
});
