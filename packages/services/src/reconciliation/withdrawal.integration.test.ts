import type { DelegatedZoneState, HostedZone, ParentZone } from "@cogrion/domain";
import { BlockedError, clientHint } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, givenAwaitingBff, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ProvisioningDeps } from "../provisioning/deps.ts";
import { setStep } from "../provisioning/set-step.ts";
import { deleteWorkspace } from "../workspaces/delete.ts";
import { retryWorkspace } from "../workspaces/retry.ts";
import { lookAtDelegations } from "./look-at-delegations.ts";
import { reconcile } from "./reconcile.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const nameServers = ["ns-1.example", "ns-2.example"];
const denied = new BlockedError(clientHint({ code: "role_not_assumable", summary: "No role.", action: "Restore it." }));

/** A provisioned workspace with its delegation, and outside systems as the test says. */
const given = async () => {
  const { id, caller, workspace } = await givenAwaitingBff(region);
  const { delegatedZone } = workspace;
  const records = new Map([[delegatedZone, nameServers]]);
  const world = {
    zone: { id: "Z1", name: delegatedZone, nameServers } as HostedZone | undefined,
    isOpen: true,
    state: "denied" as DelegatedZoneState,
    onUndelegate: async (): Promise<void> => undefined,
  };
  const parentZone: ParentZone = {
    delegate: async (name, servers) => void records.set(name, servers),
    read: async (name) => records.get(name),
    async undelegate(name, onlyIf) {
      await world.onUndelegate();
      if (onlyIf === undefined || records.get(name)?.join() === onlyIf.join()) records.delete(name);
    },
    usage: async () => ({ records: records.size, maxRecords: 10_000 }),
  };
  const deps = {
    store: region.store,
    place: region.place,
    parentZone,
    hostedZones: {
      async find() {
        if (!world.isOpen) throw denied;
        return world.zone;
      },
    },
    authoritativeDns: { zoneStateOf: async () => world.state, delegationsOf: async () => [nameServers] },
  } as unknown as ProvisioningDeps;
  await region.store.ledger.set(id, {
    kind: "route53_delegation",
    step: "delegate_zone",
    owner: "cogrion",
    name: delegatedZone,
    status: "present",
  });
  await region.store.transaction((tx) =>
    setStep(tx, id, "delegate_zone", { status: "succeeded", result: { name_servers: nameServers.join(" ") } }),
  );
  await region.store.reconciliations.schedule(id, new Date());
  const stateOf = async () => (await region.store.workspaces.get(id))?.state;
  /** Two checks, a minute apart. */
  const lookTwice = async () => {
    await reconcile(deps, id);
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
    try {
      return await reconcile(deps, id);
    } finally {
      vi.useRealTimers();
    }
  };
  return { id, caller, records, world, deps, stateOf, lookTwice };
};

describe("a delegation is withdrawn, and the workspace waits for the client", () => {
  it.each([
    ["zone_deleted", { isOpen: true, zone: undefined }],
    ["name_servers_deny", { isOpen: false }],
  ])("after two checks: %s", async (reason, change) => {
    const { id, caller, records, world, deps, stateOf, lookTwice } = await given();
    Object.assign(world, change);
    await reconcile(deps, id);
    expect([records.size, await stateOf()]).toEqual([1, "awaiting_bff"]);
    expect((await lookTwice())?.withdrawn).toBe(reason);
    expect([records.size, await stateOf()]).toEqual([0, "blocked"]);
    const workspace = await region.store.workspaces.get(id);
    expect(workspace?.hint).toMatchObject({ code: "delegation_withdrawn", owner: "client" });
    expect(await region.store.ledger.list(id)).toMatchObject([{ kind: "route53_delegation", status: "deleted" }]);
    expect((await region.store.steps.list(id))[2]).toMatchObject({ status: "blocked" });
    expect(await auditActionsOf(region, id)).toContain("workspace.delegation_withdrawn succeeded system");
    // No more reconciliations run until the client acts, and their retry restores the delegation.
    expect(await reconcile(deps, id)).toBeUndefined();
    expect((await retryWorkspace(region, caller, { id, expectedVersion: undefined })).state).toBe("preflight");
  });
});

describe("a delegation stays", () => {
  it.each([
    ["while the account has the zone, whatever its name servers say", { state: "denied" as const }],
    ["while a name server answers for it, in a closed account", { isOpen: false, state: "served" as const }],
    ["while it is unclear, in a closed account", { isOpen: false, state: "unclear" as const }],
  ])("%s", async (_name, change) => {
    const { records, world, stateOf, lookTwice } = await given();
    Object.assign(world, change);
    await lookTwice();
    expect([records.size, await stateOf()]).toEqual([1, "awaiting_bff"]);
  });

  it("if the zone was missing in one check only", async () => {
    const { id, records, world, deps, stateOf, lookTwice } = await given();
    const { zone } = world;
    world.zone = undefined;
    await reconcile(deps, id);
    world.zone = zone;
    await reconcile(deps, id);
    world.zone = undefined;
    await reconcile(deps, id);
    expect([records.size, await stateOf()]).toEqual([1, "awaiting_bff"]);
    await lookTwice();
    expect(await stateOf()).toBe("blocked");
  });
});

it("a frozen process does not withdraw what another generation delegated meanwhile", async () => {
  const { id, caller, records, world, lookTwice } = await given();
  world.zone = undefined;
  world.onUndelegate = async () => {
    for (const name of records.keys()) records.set(name, ["ns-9.example"]);
    await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
  };
  await expect(lookTwice()).rejects.toThrow();
  expect([...records.values()]).toEqual([["ns-9.example"]]);
  expect(await region.store.ledger.list(id)).toMatchObject([{ status: "deleting" }]);
});

it("if the process ends right after the withdrawal, the next check blocks the workspace", async () => {
  const { id, records, world, stateOf, lookTwice } = await given();
  world.zone = undefined;
  world.onUndelegate = async () => {
    records.clear();
    throw new Error("the process ended");
  };
  await expect(lookTwice()).rejects.toThrow();
  expect([records.size, await stateOf()]).toEqual([0, "awaiting_bff"]);
  world.onUndelegate = async () => undefined;
  await lookTwice();
  expect(await stateOf()).toBe("blocked");
  expect(await region.store.ledger.list(id)).toMatchObject([{ status: "deleted" }]);
});

it("the checks of name servers are spread, cost one query each, and hasten the reconciliation only after a denial", async () => {
  const served = await given();
  const gone = await given();
  await region.pool.query("update reconciliations set delegation_due_at = null where workspace_id <> all($1)", [
    [served.id, gone.id],
  ]);
  const later = new Date(Date.now() + 3600_000);
  for (const { id } of [served, gone]) await region.store.reconciliations.schedule(id, later);
  const asked: string[] = [];
  const deps = {
    store: region.store,
    intervalSeconds: 300,
    onLook: () => undefined,
    authoritativeDns: {
      delegationsOf: async () => [],
      async zoneStateOf(zone: string) {
        asked.push(zone);
        return zone.startsWith(`${gone.id}.`) ? ("denied" as const) : ("served" as const);
      },
    },
  };
  const now = new Date();
  expect(await Promise.all([lookAtDelegations(deps, now), lookAtDelegations(deps, now)])).toContain(2);
  expect(asked.length).toBe(2);
  const { rows } = await region.pool.query<{ id: string; due: Date; next: number }>(
    `select workspace_id as id, due_at as due, extract(epoch from delegation_due_at - $2::timestamptz)::float as next
     from reconciliations where workspace_id = any($1)`,
    [[served.id, gone.id], now],
  );
  const due = new Map(rows.map((row) => [row.id, row.due.getTime()]));
  expect([due.get(served.id), due.get(gone.id)]).toEqual([later.getTime(), now.getTime()]);
  for (const { next } of rows) expect(Math.abs(next - 300)).toBeLessThanOrEqual(76);
});
