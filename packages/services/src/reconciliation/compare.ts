import type { Drift, HostedZone, LedgerEntry, Step } from "@cogrion/domain";
import { BlockedError, RejectedError } from "@cogrion/domain";
import type { ProvisioningDeps, StepContext } from "../provisioning/deps.ts";
import { steps } from "../provisioning/steps/index.ts";

export type CompareContext = {
  deps: ProvisioningDeps;
  context: StepContext;
  /** The nine. */
  rows: readonly Step[];
  /** Undefined if it does not exist. */
  zone: HostedZone | undefined;
};

/**
 * Compares one resource with the ledger. Cogrion's own is repaired by its step and observed again
 * before the repair is reported; a difference in the client's is reported. An outage is thrown.
 */
export const compare = async (
  { deps, context, rows, zone }: CompareContext,
  entry: LedgerEntry,
): Promise<Drift | undefined> => {
  const { kind, owner, name } = entry;
  const creator = steps[entry.step];
  const step = rows.find(({ id }) => id === entry.step);
  if (creator.observe === undefined || step === undefined) return undefined;
  const observed = { deps, context, entry, step, zone };
  try {
    const found = await creator.observe(observed);
    if (found === undefined) return undefined;
    if (owner === "client") return { kind, owner, name, ...found, isRepaired: false };
    await creator.run(deps, context);
    const remaining = await creator.observe(observed);
    return { kind, owner, name, ...(remaining ?? found), isRepaired: remaining === undefined };
  } catch (error) {
    // A permission that the role has lost.
    if (!(error instanceof BlockedError) && !(error instanceof RejectedError)) throw error;
    return { kind, owner, name, finding: "unreachable", detail: error.hint.summary, isRepaired: false };
  }
};
