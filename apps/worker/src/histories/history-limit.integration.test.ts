import type { WorkspaceId } from "@cogrion/domain";
import { clientHint } from "@cogrion/domain";
import { createOrchestrator, workflowIdOf } from "@cogrion/temporal";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { ApplicationFailure } from "@temporalio/activity";
import { Client, Connection } from "@temporalio/client";
import { DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProvisioningActivities } from "../activities/contract.ts";
import { blockedFailure } from "../activities/contract.ts";
import { workflowBundle } from "../bundle.ts";

/** The server's own is 4,096; a history ends at 51,200 events. */
const suggestedAt = 60;
/** Of one retry of a blocked workspace, with its signals. */
const eventsOfOneRetry = 30;
const retries = 40;

let parts: TestParts<"temporal">;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger("ERROR") });
  const dynamicConfig = { "limit.historyCount.suggestContinueAsNew": suggestedAt };
  parts = await startTestParts({ parts: ["temporal"], temporal: { dynamicConfig } });
  await workflowBundle();
});
afterAll(() => parts?.stop());

const hint = clientHint({ code: "role_not_assumable", summary: "The role is missing.", action: "Launch it." });
const id = "w-retried" as WorkspaceId;

test("retries that follow each other without a pause continue as new, and none is lost", async () => {
  const config = { address: parts.temporal.address, namespace: "cogrion", taskQueue: "provisioning" };
  const orchestrator = createOrchestrator(config);
  let begun = 0;
  // The next retry arrives while the workspace is being blocked, so the run always has work.
  const activities: Partial<ProvisioningActivities> = {
    async beginProvisioning() {
      begun += 1;
      return { isNeeded: true };
    },
    async runPreflight() {
      throw ApplicationFailure.nonRetryable("blocked", blockedFailure, hint);
    },
    async stopProvisioning() {
      if (begun < retries) await orchestrator.deliver({ id: `retry-${begun}`, workspaceId: id, kind: "retry" });
    },
  };
  const native = await NativeConnection.connect({ address: config.address });
  const worker = await Worker.create({
    connection: native,
    namespace: config.namespace,
    taskQueue: config.taskQueue,
    workflowBundle: await workflowBundle(),
    activities,
  });
  const connection = await Connection.connect({ address: config.address });
  const client = new Client({ connection, namespace: config.namespace });
  try {
    await worker.runUntil(async () => {
      await orchestrator.deliver({ id: "first", workspaceId: id, kind: "provision" });
      await client.workflow.getHandle(workflowIdOf(id)).result();
    });
    expect(begun).toBe(retries);
    const runs = [];
    for await (const { runId } of client.workflow.list({ query: `WorkflowId = "${workflowIdOf(id)}"` })) {
      const { historyLength, status } = await client.workflow.getHandle(workflowIdOf(id), runId).describe();
      runs.push({ historyLength, status: status.name });
    }
    expect(runs.length).toBeGreaterThan(retries / 10);
    expect(runs.filter(({ status }) => status !== "CONTINUED_AS_NEW").map(({ status }) => status)).toEqual([
      "COMPLETED",
    ]);
    expect(Math.max(...runs.map(({ historyLength }) => historyLength))).toBeLessThan(suggestedAt + eventsOfOneRetry);
  } finally {
    await orchestrator.close();
    await connection.close();
    await native.close();
  }
});
