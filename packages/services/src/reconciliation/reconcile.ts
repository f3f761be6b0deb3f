import type { Drift, DriftReport, HostedZone, LedgerEntry, Store, WorkspaceId } from "@cogrion/domain";
import { BlockedError, RejectedError, roleArnOf } from "@cogrion/domain";
import { isAllowed } from "../provisioning/allowed.ts";
import { contextOf } from "../provisioning/context.ts";
import type { ProvisioningDeps, StepContext } from "../provisioning/deps.ts";
import { compare } from "./compare.ts";
import type { DanglingReason } from "./withdrawal.ts";
import { withdrawDangling } from "./withdrawal.ts";

/**
 * Compares every resource in the ledger with the real one. Cogrion's own are repaired by their
 * step; differences in the client's are reported. Run it in the workspace's workflow, so that it
 * and a deletion wait for each other.
 * @throws AggregateError after an outage, once everything else was compared, repaired and reported;
 * can be retried
 */
export const reconcile = async (deps: ProvisioningDeps, id: WorkspaceId): Promise<Reconciled | undefined> => {
  const { store } = deps;
  const workspace = await store.workspaces.get(id);
  if (workspace === undefined || !isAllowed(workspace, "reconcile")) {
    await store.reconciliations.end(id);
    return undefined;
  }
  const context = contextOf(workspace, "reconcile");
  const previous = await store.reconciliations.latest(id);
  const { drifts, failures, withdrawn } = await driftsOf(deps, context, previous);
  const report: DriftReport = { checkedAt: new Date(), drifts };
  await save(store, id, report, previous);
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} resources of ${id} could not be observed`);
  return { report, withdrawn };
};

/** `withdrawn`: why the delegation was, if it was. */
export type Reconciled = { report: DriftReport; withdrawn: DanglingReason | undefined };
type Outcome = { drifts: Drift[]; failures: unknown[]; withdrawn: DanglingReason | undefined };

const driftsOf = async (
  deps: ProvisioningDeps,
  context: StepContext,
  previous: DriftReport | undefined,
): Promise<Outcome> => {
  const { id } = context.workspace;
  const outcome: Outcome = { drifts: [], failures: [], withdrawn: undefined };
  const note = async (about: Pick<Drift, "kind" | "name">, look: () => Promise<Drift | undefined>): Promise<void> => {
    try {
      const drift = await look();
      if (drift !== undefined) outcome.drifts.push(drift);
    } catch (error) {
      outcome.failures.push(error);
      // An earlier finding stays in the report until the resource is observed again.
      const known = previous?.drifts.find((each) => each.kind === about.kind && each.name === about.name);
      if (known !== undefined) outcome.drifts.push({ ...known, isRepaired: false });
    }
  };
  let account: Account | undefined;
  await note({ kind: "client_role", name: roleArnOf(context.client.role) }, async () => {
    account = await enterAccount(deps, context);
    return account.drift;
  });
  const rows = await deps.store.steps.list(id);
  for (const entry of await deps.store.ledger.list(id)) {
    if (needsAccount(entry) && account?.isEntered !== true) continue;
    await note(entry, () => compare({ deps, context, rows, zone: account?.zone }, entry));
  }
  await note({ kind: "route53_delegation", name: context.client.delegatedZone }, async () => {
    if (account === undefined) return undefined;
    const withdrawal = await withdrawDangling(deps, context, account, new Date());
    outcome.withdrawn = withdrawal?.reason;
    return withdrawal?.drift;
  });
  return outcome;
};

const needsAccount = ({ owner, kind }: LedgerEntry): boolean => owner === "client" || kind === "route53_delegation";

type Account = { isEntered: boolean; zone: HostedZone | undefined; drift: Drift | undefined };

const enterAccount = async (deps: ProvisioningDeps, { client }: StepContext): Promise<Account> => {
  try {
    return { isEntered: true, zone: await deps.hostedZones.find(client), drift: undefined };
  } catch (error) {
    if (!(error instanceof BlockedError) && !(error instanceof RejectedError)) throw error;
    const name = roleArnOf(client.role);
    const detail = `${error.hint.summary} ${error.hint.action}`;
    return {
      isEntered: false,
      zone: undefined,
      drift: { kind: "client_role", owner: "client", name, finding: "unreachable", detail, isRepaired: false },
    };
  }
};

/**
 * Watchers are notified of new differences, of differences that no longer exist, and of each
 * repair, but not of the same difference each hour.
 */
const save = (store: Store, id: WorkspaceId, report: DriftReport, previous: DriftReport | undefined): Promise<void> =>
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
