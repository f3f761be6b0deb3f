import type { ClientContext, LedgerEntry, ParentZone, WorkspaceId } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, givenAwaitingBff, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProvisioningDeps } from "../provisioning/deps.ts";
import { finishDeletion } from "../provisioning/finish-deletion.ts";
import { undoStep } from "../provisioning/undo-step.ts";
import { deleteWorkspace } from "./delete.ts";
import { forceDeleteWorkspace } from "./force-delete.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const staff = { name: "sam@ops-1" };
const reason = "Ticket 4711: the account was closed.";
const outage = Object.assign(new Error("no response within 10 s"), { name: "TimeoutError" });

const given = async () => {
  const { id, caller, workspace } = await givenAwaitingBff(region);
  const records = new Set([workspace.delegatedZone]);
  let entered = 0;
  const parentZone = {
    undelegate: async (name: string) => void records.delete(name),
  } as unknown as ParentZone;
  const find = async (_context: ClientContext): Promise<never> => {
    entered += 1;
    throw outage;
  };
  const deps = {
    store: region.store,
    place: region.place,
    parentZone,
    hostedZones: { find },
    certificates: { find },
    clientAccount: { assumeRole: find },
  } as unknown as ProvisioningDeps;
  const entry = (kind: LedgerEntry["kind"], step: LedgerEntry["step"], owner: LedgerEntry["owner"]) =>
    region.store.ledger.set(id, { kind, step, owner, name: workspace.delegatedZone, status: "present" });
  await entry("route53_hosted_zone", "create_hosted_zone", "client");
  await entry("route53_delegation", "delegate_zone", "cogrion");
  return { id, caller, deps, records, attempts: () => entered };
};

const statusesOf = async (id: WorkspaceId) =>
  (await region.store.ledger.list(id)).map(({ kind, status }) => `${kind} ${status}`);

it("an account that does not respond is waited for until staff end the wait, and the receipt says so", async () => {
  const { id, caller, deps, records } = await given();
  await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
  await undoStep(deps, id, "delegate_zone");
  await expect(undoStep(deps, id, "create_hosted_zone")).rejects.toBe(outage);
  expect(await statusesOf(id)).toEqual(["route53_hosted_zone deleting", "route53_delegation deleted"]);

  await forceDeleteWorkspace(region, staff, { id, reason });
  await undoStep(deps, id, "create_hosted_zone");
  await finishDeletion(deps, id);
  expect(records.size).toBe(0);
  const receipt = await region.store.receipts.get(id);
  expect(receipt).toMatchObject({ isAccountUnreachable: true, left: [{ kind: "route53_hosted_zone" }] });
  expect(receipt?.left[0]?.reason).toBe(
    `The AWS account gave no usable response (TimeoutError), and Cogrion's staff ended the wait: ${reason}`,
  );
  expect(await region.store.workspaces.get(id)).toMatchObject({ state: "deleted" });
});

it("a workspace in use is deleted, with an audit event that its account sees", async () => {
  const { id, deps, attempts } = await given();
  expect(await forceDeleteWorkspace(region, staff, { id, reason })).toMatchObject({ state: "deleting" });
  await undoStep(deps, id, "create_hosted_zone");
  // It was tried anyway: an account that responds is cleaned up.
  expect(attempts()).toBe(1);
  expect(await auditActionsOf(region, id)).toContain("workspace.deletion_forced succeeded system");
  const { rows } = await region.pool.query(
    "select actor_id, details from audit_events where target_id = $1 and action = 'workspace.deletion_forced'",
    [id],
  );
  const details = { reason, before: { state: "awaiting_bff" }, after: { state: "deleting" } };
  expect(rows).toEqual([{ actor_id: "staff-tool:sam@ops-1", details }]);
});

it("an outage of Cogrion's own stays an error: its resources are never left", async () => {
  const { id, deps } = await given();
  await forceDeleteWorkspace(region, staff, { id, reason });
  const parentZone = { undelegate: () => Promise.reject(outage) } as unknown as ParentZone;
  await expect(undoStep({ ...deps, parentZone }, id, "delegate_zone")).rejects.toBe(outage);
  expect(await statusesOf(id)).toContain("route53_delegation deleting");
});

it("is rejected for a workspace that does not exist or is deleted", async () => {
  const { id } = await given();
  await region.pool.query("update workspaces set state = 'deleted', deleted_at = now() where id = $1", [id]);
  await expect(forceDeleteWorkspace(region, staff, { id, reason })).rejects.toMatchObject({
    code: "workspace_state_conflict",
  });
  await expect(forceDeleteWorkspace(region, staff, { id: "w-absent" as WorkspaceId, reason })).rejects.toMatchObject({
    code: "workspace_not_found",
  });
});
