import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ApiClient } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { ensureToolchain } from "@cogrion/local-stack";
import { workflowIdOf } from "@cogrion/temporal";
import type { StrictAws } from "@cogrion/testing/strict-aws";
import { strictAws } from "@cogrion/testing/strict-aws";
import type { System } from "@cogrion/testing/system";
import { startSystem } from "@cogrion/testing/system";
import { until } from "@cogrion/testing/until";
import { askForWorkspace, inState, launchTemplate, retry } from "@cogrion/testing/workspaces";

const folder = join(import.meta.dirname, "..", "..", "apps", "worker", "src", "histories");

type Stage = { system: System; aws: StrictAws; api: ApiClient; accountId: string };
type Scenario = (stage: Stage, id: WorkspaceId) => Promise<void>;

const isAtStep = async (api: ApiClient, id: WorkspaceId, step: string): Promise<boolean> => {
  const { items } = await api.call(routes.listSteps, { params: { workspace_id: id } });
  return items.some((each) => each.id === step && each.status === "running");
};

/**
 * What production has, one run of the workflow each; in all of them the workspace is blocked first,
 * because the role is missing.
 */
const scenarios: Record<string, Scenario> = {
  "blocked-then-provisioned": async ({ system, api }, id) => {
    await launchTemplate(system, api, id);
    await retry(api, id);
    await inState(api, id, ["awaiting_bff"]);
  },
  "certificate-refused-then-provisioned": async ({ system, aws, api }, id) => {
    await launchTemplate(system, api, id);
    await aws.acm({ failure: "CAA_ERROR" });
    await retry(api, id);
    await until("the refusal", async () => (await inState(api, id, ["blocked"])).hint?.code === "certificate_failed");
    await aws.clear();
    await retry(api, id);
    await inState(api, id, ["awaiting_bff"]);
  },
  "cancelled-while-waiting-for-the-certificate": async ({ system, aws, api }, id) => {
    await launchTemplate(system, api, id);
    await aws.acm({ neverValidates: true });
    await retry(api, id);
    await until("step 6", () => isAtStep(api, id, "await_certificate"));
    await api.call(routes.cancelWorkspace, { params: { workspace_id: id } });
    await inState(api, id, ["deleted"]);
  },
  "deleted-before-anything-was-made": async ({ api }, id) => {
    await api.call(routes.deleteWorkspace, { params: { workspace_id: id } });
    await inState(api, id, ["deleted"]);
  },
};

/** Names of machines and paths of files do not belong in a replayed history. */
const withoutMachine = (history: string): string =>
  `${JSON.stringify(
    JSON.parse(history, (key, value: unknown) => {
      if (key.toLowerCase().endsWith("identity")) return "worker";
      return key === "stackTrace" ? "" : value;
    }),
  )}\n`;

const run = promisify(execFile);
const { temporal } = await ensureToolchain();
const system = await startSystem();

/** Of the run that has ended, as Temporal's own command line writes it. */
const historyOf = async (id: WorkspaceId): Promise<string | undefined> => {
  const at = ["--address", system.parts.temporal.address, "--namespace", "cogrion", "--output", "json"];
  const args = ["workflow", "show", "--workflow-id", workflowIdOf(id), ...at];
  const { stdout } = await run(temporal, args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.includes("EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED") ? stdout : undefined;
};

try {
  const api = await system.clientOf("owner@acme.example");
  const { id: accountId } = await api.call(routes.createAccount, { body: { name: "Histories" } });
  const stage: Stage = { system, aws: strictAws(system.parts.aws.endpointUrl), api, accountId };
  for (const [index, [name, scenario]] of Object.entries(scenarios).entries()) {
    const awsAccountId = String(700_000_000_000 + index);
    const id = await askForWorkspace(api, { accountId, slug: `history-${index}`, awsAccountId });
    await scenario(stage, id);
    await stage.aws.clear();
    const file = join(folder, `${name}.json`);
    await writeFile(file, withoutMachine(await until("the end of the run", () => historyOf(id))));
    console.log(file);
  }
} finally {
  await system.stop();
}
