import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DefaultLogger, Runtime, Worker } from "@temporalio/worker";
import { beforeAll, expect, test } from "vitest";
import { workflowBundle } from "../bundle.ts";

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".json"));
const historyOf = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8"));

// Bundling takes longer than a test may on a busy machine.
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger("ERROR") });
  await workflowBundle();
}, 120_000);

/**
 * Workspaces wait for days, and outlive versions of the workflow. If a history does not replay,
 * production has one like it: give the change a `patched` marker, and record histories of the new
 * path next to the old ones (docs/guides/add-a-provisioning-step.md).
 */
test.each(files)("the workflow continues from %s as it was recorded", async (file) => {
  await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, historyOf(file));
});

test("a history of another workflow is detected", async () => {
  const history = JSON.stringify(historyOf("blocked-then-provisioned.json")).replaceAll("runPreflight", "runPostflight");
  await expect(
    Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, JSON.parse(history)),
  ).rejects.toThrow();
});
