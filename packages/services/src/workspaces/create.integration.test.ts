import type { Store } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, callerWith, clientRole, givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { createWorkspace } from "./create.ts";
import { reserveWorkspaceId } from "./reserve.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

type Owner = Awaited<ReturnType<typeof givenOwner>>;

const create = async ({ caller, accountId }: Owner, slug?: string) => {
  const id = await reserveWorkspaceId(region, caller, { accountId, slug });
  return createWorkspace(region, caller, { accountId, id, aws: clientRole });
};

it("makes a workspace, its first event, the command to provision it and the audit row together", async () => {
  const owner = await givenOwner(region);
  const workspace = await create(owner, "acme");
  expect(workspace).toMatchObject({
    id: "w-acme",
    accountId: owner.accountId,
    state: "requested",
    delegatedZone: "w-acme.sgp-1.cogrion.com",
    aws: clientRole,
  });
  expect(await region.store.events.listAfter(workspace.id, 0, 9)).toMatchObject([
    { sequence: 1, type: "state_changed", data: { state: "requested" } },
  ]);
  expect(await region.store.commands.claim(9)).toMatchObject([{ workspaceId: "w-acme", kind: "provision" }]);
  expect(await auditActionsOf(region, "w-acme")).toEqual(["workspace.created succeeded principal"]);
  expect(await region.store.configs.latest(workspace.id)).toMatchObject({ version: 1, featureFlags: {} });
  expect(await region.tenants.get(workspace.id)).toMatchObject({ status: "reserved" });
});

it("leaves nothing behind when any part of it fails", async () => {
  const owner = await givenOwner(region);
  const { caller, accountId } = owner;
  const id = await reserveWorkspaceId(region, caller, { accountId, slug: "half" });
  const parts = ["configs.add", "events.append", "commands.enqueue", "audit.append"];
  for (const part of parts) {
    const store = failingAt(region.store, part);
    await expect(createWorkspace({ ...region, store }, caller, { accountId, id, aws: clientRole })).rejects.toThrow(
      part,
    );
    expect(await region.store.workspaces.get(id)).toBeUndefined();
  }
  expect(await create(owner, "half")).toMatchObject({ id: "w-half" });
});

it("gives a slug that two accounts ask for at once to one of them", async () => {
  for (let round = 0; round < 5; round++) {
    const owners = await Promise.all([givenOwner(region), givenOwner(region), givenOwner(region)]);
    const outcomes = await Promise.allSettled(owners.map((owner) => create(owner, `race-${round}`)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "workspace_slug_taken" });
    }
  }
});

it("makes one workspace of two simultaneous requests of one account for one slug", async () => {
  const owner = await givenOwner(region);
  const outcomes = await Promise.allSettled([create(owner, "twice"), create(owner, "twice")]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({
    code: "workspace_slug_taken",
  });
});

it("lets only the same account continue after a crash between the reservation and the workspace", async () => {
  const [owner, other] = [await givenOwner(region), await givenOwner(region)];
  await reserveWorkspaceId(region, owner.caller, { accountId: owner.accountId, slug: "crashed" });
  await expect(create(other, "crashed")).rejects.toMatchObject({ code: "workspace_slug_taken" });
  expect(await create(owner, "crashed")).toMatchObject({ id: "w-crashed", accountId: owner.accountId });
});

it("generates a slug when none is chosen, and another one when that is taken, but not forever", async () => {
  const owner = await givenOwner(region);
  expect((await create(owner)).id).toMatch(/^w-[b-z2-9]{10}$/);

  let asked = 0;
  const crowded = (takenTimes: number): TestRegion => ({
    ...region,
    tenants: {
      ...region.tenants,
      reserve: async (tenant, reservation) => {
        if (++asked <= takenTimes)
          await region.tenants.reserve({ ...tenant, workspaceId: (await create(owner)).id }, "another");
        return region.tenants.reserve(tenant, reservation);
      },
    },
  });
  const input = { accountId: owner.accountId, slug: undefined };
  await reserveWorkspaceId(crowded(4), owner.caller, input);
  expect(asked).toBe(5);
  asked = 0;
  await expect(reserveWorkspaceId(crowded(99), owner.caller, input)).rejects.toMatchObject({
    code: "workspace_slug_taken",
  });
  expect(asked).toBe(5);
});

it("gives each workspace an external id of its own, of 256 random bits", async () => {
  const owner = await givenOwner(region);
  const made = await Promise.all([create(owner), create(owner), create(owner)]);
  const ids = made.map((workspace) => workspace.aws.externalId);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(Buffer.from(id, "base64url")).toHaveLength(32);
});

it("lets only permitted callers create, and reserves nothing for the others", async () => {
  const { accountId } = await givenOwner(region);
  const viewer = callerWith([{ id: accountId, roles: ["viewer"] }]);
  const stranger = callerWith();
  const staff = callerWith([], { systemRoles: ["operator", "support"] });
  const input = { accountId, slug: "mine" };
  await expect(reserveWorkspaceId(region, viewer, input)).rejects.toMatchObject({ code: "role_insufficient" });
  await expect(reserveWorkspaceId(region, stranger, input)).rejects.toMatchObject({ code: "account_not_found" });
  await expect(reserveWorkspaceId(region, staff, input)).rejects.toMatchObject({ code: "account_not_found" });
  const id = "w-mine" as Parameters<TestRegion["tenants"]["get"]>[0];
  expect(await region.tenants.get(id)).toBeUndefined();
  await expect(createWorkspace(region, viewer, { accountId, id, aws: clientRole })).rejects.toMatchObject({
    code: "role_insufficient",
  });
  expect(await auditActionsOf(region, accountId)).toEqual([
    "account.created succeeded principal",
    "workspace.create refused principal",
    "workspace.create refused principal",
  ]);
});

/** A store with one method that throws, also within a transaction. */
const failingAt = (store: Store, part: string): Store => {
  const [repository, method] = part.split(".") as ["configs" | "events" | "commands" | "audit", string];
  const fail = async (): Promise<never> => {
    throw new Error(part);
  };
  return {
    ...store,
    transaction: <T>(work: (tx: Store) => Promise<T>) => store.transaction((tx) => work(failingAt(tx, part))),
    [repository]: { ...store[repository], [method]: fail },
  };
};
