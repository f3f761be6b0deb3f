import type { Drift, DriftReport, HostedZone, LedgerEntry, Store, WorkspaceId } from "@cogrion/domain";
import { BlockedError, roleArnOf } from "@cogrion/domain";
import { stepContextOf } from "../provisioning/context.ts";
import type { ProvisioningDeps, StepContext } from "../provisioning/deps.ts";
import { steps } from "../provisioning/steps/index.ts";
import { looks } from "./look.ts";
import { withdrawDelegation } from "./withdrawal.ts";

const settledStates: readonly string[] = ["awaiting_bff", "active"];

/**
 * Compares everything that the ledger names with what there really is. What is Cogrion's is made right by its own step; what is the client's is told. Run
 * it in the workspace's workflow: there a deletion waits for it, and it for a deletion. An outage is thrown, and worth another attempt.
 */
export const reconcile = async (deps: ProvisioningDeps, id: WorkspaceId): Promise<DriftReport | undefined> => {
  const context = await stepContextOf(deps.store, id);
  if (!settledStates.includes(context.workspace.state)) {
    await deps.store.reconciliations.end(id);
    return undefined;
  }
  const previous = await deps.store.reconciliations.latest(id);
  const drifts = await driftsOf(deps, context, previous);
  const report: DriftReport = { checkedAt: new Date(), drifts };
  await keep(deps.store, id, report, previous);
  return report;
};

const driftsOf = async (
  deps: ProvisioningDeps,
  context: StepContext,
  previous: DriftReport | undefined,
): Promise<Drift[]> => {
  const drifts: Drift[] = [];
  const account = await enterAccount(deps, context);
  if (account.drift !== undefined) drifts.push(account.drift);
  for (const entry of await deps.store.ledger.list(context.workspace.id)) {
    const needsAccount = entry.owner === "client" || entry.kind === "route53_delegation";
    if (needsAccount && account.drift !== undefined) continue;
    const drift = await compare(deps, context, entry, account.zone);
    if (drift !== undefined) drifts.push(drift);
  }
  if (account.drift === undefined && account.zone === undefined) {
    const withdrawn = await withdrawDelegation(deps, context, previous);
    if (withdrawn !== undefined) drifts.push(withdrawn);
  }
  return drifts;
};

const enterAccount = async (
  deps: ProvisioningDeps,
  { client }: StepContext,
): Promise<{ zone: HostedZone | undefined; drift: Drift | undefined }> => {
  try {
    return { zone: await deps.hostedZones.find(client), drift: undefined };
  } catch (error) {
    if (!(error instanceof BlockedError)) throw error;
    const name = roleArnOf(client.role);
    const { summary, action } = error.hint;
    const detail = `${summary} ${action}`;
    return {
      zone: undefined,
      drift: { kind: "client_role", owner: "client", name, finding: "unreachable", detail, isRepaired: false },
    };
  }
};

const compare = async (
  deps: ProvisioningDeps,
  context: StepContext,
  entry: LedgerEntry,
  zone: HostedZone | undefined,
): Promise<Drift | undefined> => {
  const { kind, owner, name } = entry;
  try {
    const found = await looks[kind]({ deps, context, entry, zone });
    if (found === undefined) return undefined;
    const isRepaired = owner === "cogrion";
    if (isRepaired) await steps[entry.step].run(deps, context);
    return { kind, owner, name, ...found, isRepaired };
  } catch (error) {
    // A permission that the role had and lost.
    if (!(error instanceof BlockedError)) throw error;
    return { kind, owner, name, finding: "unreachable", detail: error.hint.summary, isRepaired: false };
  }
};

/** Those who watch are told of what is new, of what is gone, and of each repair; never of the same thing each hour. */
const keep = (store: Store, id: WorkspaceId, report: DriftReport, previous: DriftReport | undefined): Promise<void> =>
  store.transaction(async (tx) => {
    await tx.workspaces.getForUpdate(id);
    await tx.reconciliations.save(id, report);
    const isNews = report.drifts.some((each) => each.isRepaired) || keyOf(report) !== keyOf(previous);
    if (isNews) await tx.events.append(id, "drift_changed", { drifts: report.drifts });
  });

const keyOf = (report: DriftReport | undefined): string =>
  JSON.stringify(
    (report?.drifts ?? [])
      .filter((each) => !each.isRepaired)
      .map(({ kind, name, finding }) => `${kind} ${name} ${finding}`)
      .toSorted(),
  );
