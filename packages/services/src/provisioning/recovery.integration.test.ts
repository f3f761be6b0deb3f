import type { Orchestrator, WorkspaceId, WorkspaceState } from "@cogrion/domain";
import { clientHint, dependencyFailed, workspaceStates } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import { transitionWorkspace } from "../workspaces/transition.ts";
import type { LostRun } from "./resend-lost.ts";
import { resendLost } from "./resend-lost.ts";
import { retryFailed } from "./retry-failed.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60 * 1000);

const givenDelivered = async (state: WorkspaceState): Promise<WorkspaceId> => {
  const { id } = await givenRequested(region);
  await region.pool.query("update workspace_commands set delivered_at = now() where workspace_id = $1", [id]);
  const hint = state === "blocked" || state === "failed" ? JSON.stringify(dependencyFailed("It")) : null;
  const isActive = state === "active";
  await region.pool.query(
    "update workspaces set state = $2, hint = $3, bff_url = $4, bff_registered_at = $5, deleted_at = $6 where id = $1",
    [
      id,
      state,
      hint,
      isActive ? "https://bff" : null,
      isActive ? new Date() : null,
      state === "deleted" ? new Date() : null,
    ],
  );
  return id;
};

const commandsOf = async (id: WorkspaceId): Promise<string[]> =>
  (
    await region.pool.query<{ kind: string }>(
      "select kind from workspace_commands where workspace_id = $1 and delivered_at is null",
      [id],
    )
  ).rows.map(({ kind }) => kind);

const orchestratorWith = (running: readonly string[]): Orchestrator => ({
  deliver: async () => undefined,
  isRunning: async (id) => running.includes(id),
});

it("sends the command again once if a state needs a run and none is open, and to no other workspace", async () => {
  const ids = new Map<WorkspaceState, WorkspaceId>();
  for (const state of workspaceStates) ids.set(state, await givenDelivered(state));
  const running = await givenDelivered("provisioning");
  const lost: LostRun[] = [];
  const deps = {
    store: region.store,
    orchestrator: orchestratorWith([running]),
    onLost: (each: LostRun) => lost.push(each),
  };
  expect(await resendLost(deps, new Date())).toBe(0);
  expect(await Promise.all([resendLost(deps, inMinutes(2)), resendLost(deps, inMinutes(2))])).toContain(4);
  expect(lost.map(({ state, reason }) => `${state} ${reason}`).toSorted()).toEqual([
    "deleting no_run",
    "preflight no_run",
    "provisioning no_run",
    "requested no_run",
  ]);
  const sent = await Promise.all([...ids].map(async ([state, id]) => `${state}: ${(await commandsOf(id)).join()}`));
  expect(sent.filter((line) => !line.endsWith(": ")).toSorted()).toEqual([
    "deleting: delete",
    "preflight: provision",
    "provisioning: provision",
    "requested: provision",
  ]);
  expect(await commandsOf(running)).toEqual([]);

  // A run without progress for a long time, like one that was restored from an older copy.
  await resendLost(deps, inMinutes(45));
  expect(await commandsOf(running)).toEqual(["provision"]);
  await region.pool.query("delete from workspace_commands where delivered_at is null");
});

it("retries by itself what failed for a reason of ours, after a pause, and leaves what the client has to fix", async () => {
  const failed = await givenRequested(region);
  const blocked = await givenRequested(region);
  for (const { id } of [failed, blocked]) await transitionWorkspace(region, id, { transition: "start_preflight" });
  await transitionWorkspace(region, failed.id, { transition: "fail", hint: dependencyFailed("The preflight") });
  const hint = clientHint({ code: "permission_missing", summary: "It lacks a permission.", action: "Add it." });
  await transitionWorkspace(region, blocked.id, { transition: "block", hint });
  await retryFailed(region, new Date());
  const stateOf = async (id: WorkspaceId) => (await region.store.workspaces.get(id))?.state;
  expect([await stateOf(failed.id), await stateOf(blocked.id)]).toEqual(["failed", "blocked"]);
  await retryFailed(region, inMinutes(6));
  expect([await stateOf(failed.id), await stateOf(blocked.id)]).toEqual(["preflight", "blocked"]);
  expect(await commandsOf(failed.id)).toContain("retry");
  expect(await auditActionsOf(region, failed.id)).toContain("workspace.retried succeeded system");
});
