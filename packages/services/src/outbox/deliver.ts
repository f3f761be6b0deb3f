import type { Orchestrator, Store } from "@cogrion/domain";
import { drain } from "./drain.ts";

export type DeliverDeps = {
  store: Store;
  orchestrator: Orchestrator;
  onFailed: (failure: { commandId: string; workspaceId: string; attempts: number; error: unknown }) => void;
};

/**
 * Delivers the commands that are due, oldest first, at least once each; returns how many were
 * delivered. A command that fails holds up only the later commands of its own workspace.
 */
export const deliverCommands = ({ store, orchestrator, onFailed }: DeliverDeps): Promise<number> =>
  drain(store, {
    claim: async (tx) => (await tx.commands.claim(1))[0],
    send: ({ id, workspaceId, kind }) => orchestrator.deliver({ id, workspaceId, kind }),
    markDone: (tx, { id }) => tx.commands.markDelivered(id),
    postpone: (tx, { id }, delaySeconds) => tx.commands.postpone(id, delaySeconds),
    onFailed: ({ id, workspaceId, attempts }, error) =>
      onFailed({ commandId: id, workspaceId, attempts: attempts + 1, error }),
  });
