import type { ProvisioningActivity, WorkspaceId, WorkspaceState } from "@cogrion/domain";
import { activityStates, clientHint, cogrionHint, provisioningActivities, workspaceStates } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProvisioningActivities } from "./contract.ts";
import type { ProvisioningActivityDeps } from "./provisioning.ts";
import { createProvisioningActivities } from "./provisioning.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const text = { code: "dependency_failed", summary: "It did not succeed.", action: "Retry." } as const;
const hintIn = (state: WorkspaceState) => (state === "failed" ? cogrionHint(text) : clientHint(text));

type AskActivity = (activities: ProvisioningActivities, id: WorkspaceId, state: WorkspaceState) => Promise<unknown>;

/** How each activity is called; without a row, an activity does not type-check. */
const ask: Record<ProvisioningActivity, AskActivity> = {
  beginProvisioning: (activities, id) => activities.beginProvisioning(id),
  runPreflight: (activities, id) => activities.runPreflight(id),
  runStep: (activities, id) => activities.runStep(id, "delegate_zone"),
  finishProvisioning: (activities, id) => activities.finishProvisioning(id),
  stopProvisioning: (activities, id, state) => activities.stopProvisioning(id, hintIn(state)),
  reconcile: (activities, id) => activities.reconcile(id),
  confirmDeletion: (activities, id) => activities.confirmDeletion(id),
  undoStep: (activities, id) => activities.undoStep(id, "delegate_zone"),
  finishDeletion: (activities, id) => activities.finishDeletion(id),
};
/** Those that call other systems. */
const reachesOut: ProvisioningActivity[] = ["runPreflight", "runStep", "reconcile", "undoStep", "finishDeletion"];

/** Ports that record each call and fail it. */
const watchedPorts = () => {
  const calls: string[] = [];
  const port = (name: string) =>
    new Proxy(
      {},
      {
        get: (_target, method) => async () => {
          calls.push(`${name}.${String(method)}`);
          throw new Error("the port was called");
        },
      },
    );
  const ports = {
    clientAccount: port("clientAccount"),
    hostedZones: port("hostedZones"),
    certificates: port("certificates"),
    parentZone: port("parentZone"),
    authoritativeDns: port("authoritativeDns"),
    tenants: port("tenants"),
    routes: port("routes"),
    signInClients: port("signInClients"),
  } as unknown as ProvisioningActivityDeps;
  return { calls, ports };
};

const givenIn = async (state: WorkspaceState): Promise<WorkspaceId> => {
  const { id } = await givenRequested(region);
  const { store, pool } = region;
  await store.ledger.set(id, {
    kind: "route53_delegation",
    step: "delegate_zone",
    owner: "cogrion",
    name: `${id}.test`,
    status: "present",
  });
  await store.reconciliations.schedule(id, new Date());
  // All of these use one AWS account.
  await store.workspaces.confirmAwsAccount(id);
  const isHinted = state === "blocked" || state === "failed";
  await pool.query(
    "update workspaces set state = $2, hint = $3, deleted_at = $4, bff_url = $5, bff_registered_at = $6 where id = $1",
    [
      id,
      state,
      isHinted ? JSON.stringify(hintIn(state)) : null,
      state === "deleted" ? new Date() : null,
      state === "active" ? `https://bff.${id}.test` : null,
      state === "active" ? new Date() : null,
    ],
  );
  return id;
};

/** Everything in the database about the workspace, except the time of its next reconciliation. */
const snapshotOf = async (id: WorkspaceId) => {
  const tables = ["provisioning_steps", "resource_ledger", "workspace_events", "workspace_commands", "cleanups"];
  const rows = await Promise.all(
    tables.map(async (table) => (await region.pool.query(`select * from ${table} where workspace_id = $1`, [id])).rows),
  );
  const audit = await region.pool.query("select action from audit_events where target_id = $1", [id]);
  return { workspace: await region.store.workspaces.get(id), rows, audit: audit.rows };
};

const cases = provisioningActivities.flatMap((activity) => workspaceStates.map((state) => ({ activity, state })));

test.each(cases)("$activity in $state does what the table says", async ({ activity, state }) => {
  const id = await givenIn(state);
  const { calls, ports } = watchedPorts();
  const activities = createProvisioningActivities({
    ...ports,
    store: region.store,
    place: region.place,
    limits: { certificateTimeoutSeconds: 60, certificatePollSeconds: 1 },
    reconciliationIntervalSeconds: 3600,
    onDrift: () => undefined,
  });
  const before = await snapshotOf(id);
  const failure: unknown = await ask[activity](activities, id, state).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (activityStates[activity].includes(state)) {
    expect(failure).not.toMatchObject({ code: "workspace_state_conflict" });
    expect(calls.length > 0).toBe(reachesOut.includes(activity));
    return;
  }
  expect(calls).toEqual([]);
  expect(await snapshotOf(id)).toEqual(before);
});
