import type { Tenants, WorkspaceId } from "@cogrion/domain";
import { quotas } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import {
  auditActionsOf,
  clientRole,
  givenOwner,
  givenRequested,
  startTestRegion,
} from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProvisioningDeps } from "../provisioning/deps.ts";
import { finishDeletion } from "../provisioning/finish-deletion.ts";
import { undoStep } from "../provisioning/undo-step.ts";
import { cancelWorkspace } from "./cancel.ts";
import { createWorkspace } from "./create.ts";
import { releaseReservations } from "./release-reservations.ts";
import { reserveWorkspaceId } from "./reserve.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

type Owner = Awaited<ReturnType<typeof givenOwner>>;

const reserve = ({ caller, accountId }: Owner, id: WorkspaceId) =>
  reserveWorkspaceId(region, caller, { accountId, slug: id.slice(2) });
const create = async (owner: Owner, id: WorkspaceId) => {
  await reserve(owner, id);
  return createWorkspace(region, owner.caller, { accountId: owner.accountId, id, aws: clientRole });
};
const cancel = async ({ caller }: Owner, id: WorkspaceId) => {
  await cancelWorkspace(region, caller, { id, expectedVersion: undefined });
  const deps = region as unknown as ProvisioningDeps;
  await undoStep(deps, id, "write_tenant");
  await finishDeletion(deps, id);
};
const failures: unknown[] = [];
const release = (tenants: Tenants = region.tenants) =>
  releaseReservations({ store: region.store, tenants, onFailed: ({ error }) => failures.push(error) });
const makeDue = () => region.pool.query("update reservations set due_at = now()");
const slugTaken = { code: "workspace_slug_taken" };

it("the name of a cancelled workspace under which nothing was created is free for another account", async () => {
  const [first, second] = [await givenRequested(region), await givenOwner(region)];
  const { id } = first;
  expect(first.workspace.isNameReusable).toBe(true);
  await cancel(first, id);
  await expect(reserve(second, id)).rejects.toMatchObject(slugTaken);
  await release();
  expect(await region.tenants.get(id)).toMatchObject({ status: "released" });
  const before = await region.store.workspaces.get(id);

  const workspace = await create(second, id);
  expect(workspace).toMatchObject({ id, accountId: second.accountId, state: "requested" });
  expect(workspace.generation).toBeGreaterThan(before?.generation ?? Infinity);
  expect(workspace.aws.externalId).not.toBe(first.workspace.aws.externalId);
  expect(await region.tenants.get(id)).toMatchObject({ status: "reserved", generation: 2 });
  expect(await region.store.events.listAfter(id, 0, 9)).toHaveLength(1);
  expect(await auditActionsOf(region, id)).toContain("workspace.name_released succeeded system");
});

it("a name under which anything was created stays used, also where all of it was deleted", async () => {
  const given = await givenRequested(region);
  const thing = { kind: "route53_hosted_zone", step: "create_hosted_zone", owner: "client", name: "z" } as const;
  await region.store.ledger.intend(given.id, thing);
  await region.store.ledger.set(given.id, { ...thing, externalId: undefined, status: "deleted", reason: undefined });
  expect(await region.store.workspaces.get(given.id)).toMatchObject({ isNameReusable: false });
  await cancel(given, given.id);
  await release();
  expect(await region.tenants.get(given.id)).toMatchObject({ status: "deleted" });
  await expect(reserve(given, given.id)).rejects.toMatchObject(slugTaken);
  await makeDue();
  await release();
  expect(await region.tenants.get(given.id)).toMatchObject({ status: "deleted" });
  await expect(region.pool.query("delete from workspaces where id = $1", [given.id])).rejects.toThrow("never deleted");
});

it("a release whose response was lost is repeated, and does not release what was reserved since", async () => {
  const [first, second] = [await givenRequested(region), await givenOwner(region)];
  const { id } = first;
  await cancel(first, id);
  const losing = {
    ...region.tenants,
    release: async (...input: Parameters<Tenants["release"]>) => {
      await region.tenants.release(...input);
      throw new Error("the response was lost");
    },
  };
  await release(losing);
  expect(failures.splice(0)).toMatchObject([{ message: "the response was lost" }]);
  // Elsewhere the name is already free.
  await region.tenants.reserve({ ...first.workspace, workspaceId: id }, second.accountId);
  await expect(reserve(second, id)).rejects.toMatchObject(slugTaken);
  await makeDue();
  await release();
  expect(await region.tenants.get(id)).toMatchObject({ status: "reserved", generation: 2 });
  expect(await create(second, id)).toMatchObject({ accountId: second.accountId });
});

it("a release that arrives after its repetition releases no newer reservation", async () => {
  const [first, second] = [await givenRequested(region), await givenOwner(region)];
  const { id } = first;
  await cancel(first, id);
  const late: (() => Promise<void>)[] = [];
  const slow = {
    ...region.tenants,
    release: async (...input: Parameters<Tenants["release"]>) => {
      late.push(() => region.tenants.release(...input));
      throw new Error("it timed out");
    },
  };
  await release(slow);
  failures.splice(0);
  await makeDue();
  await release();
  await create(second, id);
  for (const call of late) await call();
  expect(await region.tenants.get(id)).toMatchObject({ status: "reserved", generation: 2 });
});

it("releases and requests for the same name at once leave no workspace without its reservation", async () => {
  for (let round = 0; round < 8; round++) {
    const first = await givenRequested(region);
    const { id } = first;
    await cancel(first, id);
    const others = await Promise.all([givenOwner(region), givenOwner(region)]);
    const attempts = [first, ...others].map((owner) => create(owner, id));
    const settled = await Promise.allSettled([...attempts, release(), release()]);
    await release();
    const created = settled.slice(0, 3).filter(({ status }) => status === "fulfilled").length;
    const workspace = await region.store.workspaces.get(id);
    const tenant = await region.tenants.get(id);
    expect(created).toBeLessThanOrEqual(1);
    if (workspace?.state === "requested") expect([created, tenant?.status]).toEqual([1, "reserved"]);
    else expect(created).toBe(0);
  }
});

it("a name that was reserved for a workspace that was never written is released", async () => {
  const [first, second] = [await givenOwner(region), await givenOwner(region)];
  const id = "w-orphan" as WorkspaceId;
  await reserve(first, id);
  await release();
  expect(await region.tenants.get(id)).toMatchObject({ status: "reserved" });
  await makeDue();
  // A reservation that became due can no longer be taken.
  await expect(
    createWorkspace(region, first.caller, { accountId: first.accountId, id, aws: clientRole }),
  ).rejects.toMatchObject(slugTaken);
  await release();
  expect(await create(second, id)).toMatchObject({ accountId: second.accountId });
});

it("a request beyond a quota reserves nothing", async () => {
  const { caller, accountId } = await givenRequested(region);
  const input = { accountId, slug: "beyond-quota" };
  for (const name of ["workspaces", "workspaces_created", "workspaces_created_by_person"] as const) {
    const limits = Object.fromEntries(Object.entries(quotas).map(([each, { limit }]) => [each, limit]));
    const quotaLimits = { ...limits, [name]: 1 } as NonNullable<
      Parameters<typeof reserveWorkspaceId>[0]["quotaLimits"]
    >;
    await expect(reserveWorkspaceId({ ...region, quotaLimits }, caller, input)).rejects.toMatchObject({
      meta: { quota: name },
    });
  }
  expect(await region.tenants.get("w-beyond-quota" as WorkspaceId)).toBeUndefined();
});

it("every table that belongs to a workspace goes with it when its name is given out again", async () => {
  const { rows } = await region.pool.query(
    `select conrelid::regclass::text as child from pg_constraint
     where contype = 'f' and confrelid = 'workspaces'::regclass and confdeltype <> 'c'`,
  );
  expect(rows).toEqual([]);
});
