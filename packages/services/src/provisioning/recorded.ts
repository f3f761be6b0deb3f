import type { LedgerEntry, ResourceKind, StepId, Workspace } from "@cogrion/domain";
import { BlockedError, RejectedError } from "@cogrion/domain";
import { workspaceNotFound } from "../access/require.ts";
import { isCurrent, superseded, whileCurrent } from "./allowed.ts";
import type { ProvisioningDeps, StepContext } from "./deps.ts";

export type RecordedThing = { kind: ResourceKind; step: StepId; owner: LedgerEntry["owner"]; name: string };

/**
 * Records in the ledger what is about to be created, creates it, and records the result. A process
 * that dies in between leaves `intended`, which an undo treats as if the resource existed. The
 * other system supports no fencing, so the workspace's row is read again afterwards: a resource
 * that was created after the undo had passed is recorded, and another undo is requested.
 * @throws CogrionError `workspace_state_conflict` if the context's activity may no longer act
 */
export const createRecorded = async <T>(
  { store }: ProvisioningDeps,
  context: StepContext,
  thing: RecordedThing,
  create: () => Promise<T>,
  externalIdOf: (created: T) => string | undefined,
): Promise<T> => {
  const { id } = context.workspace;
  await whileCurrent(store, context, (tx) => tx.ledger.intend(id, thing));
  const created = await create();
  const isLate = await store.transaction(async (tx) => {
    const now = await tx.workspaces.getForUpdate(id);
    if (now === undefined) throw workspaceNotFound(id);
    const present = { ...thing, status: "present", externalId: externalIdOf(created) } as const;
    if (isCurrent(context, now)) {
      await tx.ledger.set(id, present);
      return false;
    }
    // A later generation that provisions finds the resource itself, and may have replaced it.
    if (!isBeingDeleted(now)) return true;
    const entry = (await tx.ledger.list(id)).find(({ kind, name }) => kind === thing.kind && name === thing.name);
    await tx.ledger.set(id, present);
    const isUndoPast = now.state === "deleted" || (entry?.status !== "intended" && entry?.status !== "present");
    if (isUndoPast) await tx.commands.enqueue(id, "delete");
    return true;
  });
  if (isLate) throw superseded(context);
  return created;
};

const isBeingDeleted = ({ state }: Workspace): boolean => state === "deleting" || state === "deleted";

/**
 * Deletes every resource of one kind in the ledger. A resource that the client's account no longer
 * lets us delete is `left`, with the reason, and does not delay the rest. An outage is an error and
 * can be retried. Once the workspace is deleted, resources that were deleted earlier are checked
 * again.
 * @throws CogrionError `workspace_state_conflict` if the context's activity may no longer act
 */
export const deleteRecorded = async (
  deps: ProvisioningDeps,
  context: StepContext,
  kind: ResourceKind,
  remove: (entry: LedgerEntry) => Promise<void>,
): Promise<void> => {
  const entries = (await deps.store.ledger.list(context.workspace.id)).filter((entry) => entry.kind === kind);
  for (const entry of entries) {
    if (entry.status !== "deleted") await deleteEntry(deps, context, entry, remove);
    else if (context.workspace.state === "deleted") await verifyDeleted(context, entry, remove);
  }
};

const deleteEntry = async (
  { store }: ProvisioningDeps,
  context: StepContext,
  entry: LedgerEntry,
  remove: (entry: LedgerEntry) => Promise<void>,
): Promise<void> => {
  const { kind, step, owner, name, externalId } = entry;
  const thing = { kind, step, owner, name, externalId };
  const { id } = context.workspace;
  await whileCurrent(store, context, (tx) => tx.ledger.set(id, { ...thing, status: "deleting" }));
  try {
    await remove(entry);
  } catch (error) {
    const reason = owner === "client" ? reasonToLeave(context, error) : undefined;
    if (reason === undefined) throw error;
    await whileCurrent(store, context, (tx) => tx.ledger.set(id, { ...thing, status: "left", reason }));
    return;
  }
  await whileCurrent(store, context, (tx) => tx.ledger.set(id, { ...thing, status: "deleted" }));
};

/** Undefined: an outage, which is waited for unless staff ended the wait. */
const reasonToLeave = ({ workspace }: StepContext, error: unknown): string | undefined => {
  const { forcedDeletionReason: forced } = workspace;
  if (isClients(error)) return error.hint.summary;
  if (forced === undefined) return undefined;
  const name = error instanceof Error ? error.name : "Error";
  return `The AWS account gave no usable response (${name}), and Cogrion's staff ended the wait: ${forced}`;
};

/** Only the client can change what the account allows; left resources are retried later. */
const isClients = (error: unknown): error is BlockedError | RejectedError =>
  error instanceof BlockedError || error instanceof RejectedError;

/**
 * Deletes what a frozen process wrote after the undo. If the client's account no longer lets us in,
 * we cannot check, and the resources are the client's.
 */
const verifyDeleted = async (
  context: StepContext,
  entry: LedgerEntry,
  remove: (entry: LedgerEntry) => Promise<void>,
): Promise<void> => {
  try {
    await remove(entry);
  } catch (error) {
    if (entry.owner !== "client" || reasonToLeave(context, error) === undefined) throw error;
  }
};
