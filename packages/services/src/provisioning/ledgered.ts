import type { LedgerEntry, ResourceKind, StepId } from "@cogrion/domain";
import { BlockedError } from "@cogrion/domain";
import type { ProvisioningDeps, StepContext } from "./deps.ts";

export type LedgeredThing = { kind: ResourceKind; step: StepId; owner: LedgerEntry["owner"]; name: string };

/**
 * Writes down what is about to be made, makes it, and writes down what it became. A process that dies between leaves `intended`, which an undo treats as
 * if the thing were there.
 */
export const makeLedgered = async <T>(
  { store }: ProvisioningDeps,
  { workspace }: StepContext,
  thing: LedgeredThing,
  make: () => Promise<T>,
  externalIdOf: (made: T) => string | undefined,
): Promise<T> => {
  const known = (await store.ledger.list(workspace.id)).find(
    (entry) => entry.kind === thing.kind && entry.name === thing.name,
  );
  if (known?.status !== "present") await store.ledger.set(workspace.id, { ...thing, status: "intended" });
  const made = await make();
  await store.ledger.set(workspace.id, { ...thing, status: "present", externalId: externalIdOf(made) });
  return made;
};

/**
 * Removes everything of one kind that the ledger names. What the client's account no longer lets us remove is `left`, with the reason, and does not hold
 * up the rest; an outage is an error, and worth another attempt.
 */
export const unmakeLedgered = async (
  { store }: ProvisioningDeps,
  { workspace }: StepContext,
  kind: ResourceKind,
  remove: (entry: LedgerEntry) => Promise<void>,
): Promise<void> => {
  const entries = (await store.ledger.list(workspace.id)).filter(
    (entry) => entry.kind === kind && entry.status !== "deleted",
  );
  for (const entry of entries) {
    const { step, owner, name, externalId } = entry;
    const thing = { kind, step, owner, name, externalId };
    await store.ledger.set(workspace.id, { ...thing, status: "deleting" });
    try {
      await remove(entry);
      await store.ledger.set(workspace.id, { ...thing, status: "deleted" });
    } catch (error) {
      if (!(error instanceof BlockedError) || owner !== "client") throw error;
      await store.ledger.set(workspace.id, { ...thing, status: "left", reason: error.hint.summary });
    }
  }
};
