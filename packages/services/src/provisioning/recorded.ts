import type { LedgerEntry, ResourceKind, StepId } from "@cogrion/domain";
import { BlockedError } from "@cogrion/domain";
import type { ProvisioningDeps, StepContext } from "./deps.ts";

export type RecordedThing = { kind: ResourceKind; step: StepId; owner: LedgerEntry["owner"]; name: string };

/**
 * Records in the ledger what is about to be created, creates it, and records what it became. A process that dies in between leaves `intended`, which an undo
 * treats as if the thing existed.
 */
export const createRecorded = async <T>(
  { store }: ProvisioningDeps,
  { workspace }: StepContext,
  thing: RecordedThing,
  create: () => Promise<T>,
  externalIdOf: (created: T) => string | undefined,
): Promise<T> => {
  await store.ledger.intend(workspace.id, thing);
  const created = await create();
  await store.ledger.set(workspace.id, { ...thing, status: "present", externalId: externalIdOf(created) });
  return created;
};

/**
 * Deletes everything of one kind that the ledger names. What the client's account no longer lets us delete is `left`, with the reason, and does not hold up
 * the rest; an outage is an error, and worth another attempt.
 */
export const deleteRecorded = async (
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
