import type { Orchestrator } from "@cogrion/domain";
import { Client, Connection, WorkflowNotFoundError } from "@temporalio/client";
import type { TemporalConfig } from "./connection.ts";
import { connectionOptionsOf } from "./connection.ts";

/** Names that the client and the workflow share. */
export const workspaceWorkflow = { type: "workspaceLifecycle", signal: "command" } as const;
export const workflowIdOf = (workspaceId: string): string => `workspace/${workspaceId}`;

export type TemporalOrchestrator = Orchestrator & {
  /** Rejects if the server does not respond. */
  check(): Promise<void>;
  close(): Promise<void>;
};

/**
 * One workflow per workspace, which the signal itself finds or starts. A command that is delivered
 * twice reaches the same run, and the run recognises it by its id
 * (docs/adr/0003-one-workflow-per-workspace.md).
 */
export const createOrchestrator = (config: TemporalConfig): TemporalOrchestrator => {
  const { namespace, taskQueue } = config;
  // Lazy, so that the process can start and report the missing dependency while Temporal is
  // unavailable.
  const connection = Connection.lazy({ ...connectionOptionsOf(config), connectTimeout: "5s" });
  const client = new Client({ connection, namespace });
  let isClosing = false;
  const underWay = new Set<Promise<unknown>>();
  const call = async <T>(withinSeconds: number, ask: () => Promise<T>): Promise<T> => {
    if (isClosing) throw new Error("The connection to Temporal is closing.");
    const asked = connection.withDeadline(Date.now() + withinSeconds * 1000, ask);
    underWay.add(asked);
    return asked.finally(() => underWay.delete(asked));
  };
  return {
    async deliver({ id, workspaceId, kind }) {
      await call(10, () =>
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
    isRunning: (workspaceId) =>
      call(10, async () => {
        try {
          const { status } = await client.workflow.getHandle(workflowIdOf(workspaceId)).describe();
          return status.name === "RUNNING";
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        }
      }),
    async check() {
      await call(2, () => connection.workflowService.getSystemInfo({}));
    },
    async close() {
      // The client retries a failed call from a timer, which would end the process if the
      // connection was closed meanwhile.
      isClosing = true;
      await Promise.allSettled(underWay);
      await connection.close();
    },
  };
};
