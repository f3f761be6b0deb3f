import type { ParentZone, WorkspaceId } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deleteWorkspace } from "../workspaces/delete.ts";
import { transitionWorkspace } from "../workspaces/transition.ts";
import type { ProvisioningDeps } from "./deps.ts";
import { finishDeletion } from "./finish-deletion.ts";
import { runStep } from "./run-step.ts";
import { undoStep } from "./undo-step.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const limits = { certificateTimeoutSeconds: 60, certificatePollSeconds: 1 };
const nameServers = ["ns-1.example", "ns-2.example"];

const given = async () => {
  const { id, caller } = await givenRequested(region);
  for (const transition of ["start_preflight", "pass_preflight"] as const) {
    await transitionWorkspace(region, id, { transition });
  }
  const records = new Map<string, string[]>();
  const frozen = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  const parentZone: ParentZone = {
    async delegate(name, servers) {
      frozen.resolve();
      await thawed.promise;
      records.set(name, servers);
    },
    read: async (name) => records.get(name),
    undelegate: async (name) => void records.delete(name),
    usage: async () => ({ records: records.size, maxRecords: 10_000 }),
  };
  const deps = {
    store: region.store,
    place: region.place,
    parentZone,
    hostedZones: { find: async () => ({ id: "Z1", name: "zone", nameServers }) },
    authoritativeDns: { delegationsOf: async () => [nameServers] },
  } as unknown as ProvisioningDeps;
  return { id, caller, records, frozen, thawed, deps };
};

const commandsOf = async (id: WorkspaceId): Promise<string[]> =>
  (
    await region.pool.query<{ kind: string }>(
      "select kind from workspace_commands where workspace_id = $1 order by position",
      [id],
    )
  ).rows.map(({ kind }) => kind);

it("a write that comes after the undo is recorded, undone by another deletion, and the receipt is corrected", async () => {
  const { id, caller, records, frozen, thawed, deps } = await given();
  const late = runStep(deps, id, "delegate_zone", limits);
  await frozen.promise;
  await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
  await undoStep(deps, id, "delegate_zone");
  await finishDeletion(deps, id);
  expect(await region.store.receipts.get(id)).toMatchObject({ left: [] });

  thawed.resolve();
  await expect(late).rejects.toMatchObject({ code: "workspace_state_conflict" });
  expect(records.size).toBe(1);
  expect(await region.store.ledger.list(id)).toMatchObject([{ kind: "route53_delegation", status: "present" }]);
  expect(await commandsOf(id)).toEqual(["provision", "delete", "delete"]);

  await undoStep(deps, id, "delegate_zone");
  await finishDeletion(deps, id);
  expect(records.size).toBe(0);
  expect(await region.store.ledger.list(id)).toMatchObject([{ status: "deleted" }]);
  expect(await region.store.receipts.get(id)).toMatchObject({ left: [], deleted: [{ kind: "route53_delegation" }] });
});

it("what a process wrote before it died is found by the later check of the deleted workspace", async () => {
  const { id, caller, records, thawed, deps } = await given();
  thawed.resolve();
  await runStep(deps, id, "delegate_zone", limits);
  await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
  await undoStep(deps, id, "delegate_zone");
  await finishDeletion(deps, id);
  records.set((await region.store.workspaces.get(id))?.delegatedZone ?? "", nameServers);

  const soon = new Date(Date.now() + 11 * 60 * 1000);
  expect(await region.store.cleanups.claimDue(100, soon, soon)).toContain(id);
  await undoStep(deps, id, "delegate_zone");
  await finishDeletion(deps, id);
  expect(records.size).toBe(0);
});

it("undoing leaves an audit event for each step", async () => {
  const { id, caller, thawed, deps } = await given();
  thawed.resolve();
  await runStep(deps, id, "delegate_zone", limits);
  await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
  await undoStep(deps, id, "delegate_zone");
  await undoStep(deps, id, "delegate_zone");
  const undone = (await auditActionsOf(region, id)).filter((line) => line.startsWith("workspace.step_undone"));
  expect(undone).toEqual(["workspace.step_undone succeeded system"]);
});

it("nothing is written for a workspace whose deletion began before the ledger's row", async () => {
  const { id, caller, records, thawed, deps } = await given();
  thawed.resolve();
  const slow = {
    ...deps,
    hostedZones: {
      find: async () => {
        await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
        return { id: "Z1", name: "zone", nameServers };
      },
    },
  } as unknown as ProvisioningDeps;
  await expect(runStep(slow, id, "delegate_zone", limits)).rejects.toMatchObject({ code: "workspace_state_conflict" });
  expect([records.size, await region.store.ledger.list(id)]).toEqual([0, []]);
});
