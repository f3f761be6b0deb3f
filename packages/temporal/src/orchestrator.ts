import type { Orchestrator } from "@cogrion/domain";
import { Client, Connection } from "@temporalio/client";

export type TemporalConfig = { address: string; namespace: string; taskQueue: string };

/** Names that the client and the workflow share. */
export const workspaceWorkflow = { type: "workspaceLifecycle", signal: "command" } as const;
export const workflowIdOf = (workspaceId: string): string => `workspace/${workspaceId}`;

export type TemporalOrchestrator = Orchestrator & {
  /** Rejects when the server does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
};

/**
 * One workflow per workspace, found or started by the signal itself: a command delivered twice finds the same run, and the run knows the command by its id
 * (docs/adr/0003-one-workflow-per-workspace.md).
 */
export const createOrchestrator = ({ address, namespace, taskQueue }: TemporalConfig): TemporalOrchestrator => {
  // Lazy: the process starts, and says what is missing, while Temporal is away.
  const connection = Connection.lazy({ address, connectTimeout: "5s" });
  const client = new Client({ connection, namespace });
  return {
    async deliver({ id, workspaceId, kind }) {
      await connection.withDeadline(Date.now() + 10_000, () =>
        client.workflow.signalWithStart(workspaceWorkflow.type, {
          workflowId: workflowIdOf(workspaceId),
          taskQueue,
          args: [{ workspaceId }],
          signal: workspaceWorkflow.signal,
          signalArgs: [{ id, kind }],
          workflowIdReusePolicy: "ALLOW_DUPLICATE",
        }),
      );
    },
    async check() {
      await connection.withDeadline(Date.now() + 2000, () => connection.workflowService.getSystemInfo({}));
    },
    close: () => connection.close(),
  };
};
