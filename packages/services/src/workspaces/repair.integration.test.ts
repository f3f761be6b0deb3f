import type { ClientContext, Drift, HostedZone, WorkspaceId } from "@cogrion/domain";
import { clientHint } from "@cogrion/domain";
import { createStore } from "@cogrion/postgres";
import type { TestRegion } from "@cogrion/testing/region/region";
import {
  auditActionsOf,
  callerWith,
  givenAwaitingBff,
  givenRequested,
  startTestRegion,
} from "@cogrion/testing/region/region";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BffCaller } from "../access/caller.ts";
import { heartbeatBff } from "../bff/heartbeat.ts";
import { registerBff } from "../bff/register.ts";
import { finishProvisioning } from "../provisioning/finish-provisioning.ts";
import type { ProvisioningDeps } from "../provisioning/deps.ts";
import { runStep } from "../provisioning/run-step.ts";
import { stopProvisioning } from "../provisioning/stop-provisioning.ts";
import { cancelWorkspace } from "./cancel.ts";
import { deleteWorkspace } from "./delete.ts";
import { repairWorkspace } from "./repair.ts";
import { retryWorkspace } from "./retry.ts";
import { transitionWorkspace } from "./transition.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const unconditional = { expectedVersion: undefined };
const hint = clientHint({ code: "permission_missing", summary: "The role lacks it.", action: "Add it, then retry." });
const bffOf = (workspaceId: WorkspaceId): BffCaller => ({ workspaceId, sourceIp: undefined, requestId: undefined });
const urlOf = (id: WorkspaceId): string => `https://bff.${id}.sgp-1.cogrion.com`;

const register = (id: WorkspaceId, key: string, bffUrl = urlOf(id)) =>
  registerBff(region, bffOf(id), { id, key, bffUrl, publicIp: undefined, keys: [] }, new Date());
const beat = (id: WorkspaceId) => heartbeatBff(region, bffOf(id), { id, reported: "healthy" }, new Date());

const givenActive = async () => {
  const given = await givenAwaitingBff(region);
  await register(given.id, "first-start");
  await region.store.reconciliations.schedule(given.id, new Date(Date.now() + 3_600_000));
  return given;
};

const read = async (id: WorkspaceId) => {
  const workspace = await region.store.workspaces.get(id);
  if (workspace === undefined) throw new Error("the workspace is missing");
  return workspace;
};

const commandsOf = async (id: WorkspaceId): Promise<string[]> => {
  const text = "select kind from workspace_commands where workspace_id = $1 and kind <> 'reconcile' order by position";
  return (await region.pool.query<{ kind: string }>(text, [id])).rows.map(({ kind }) => kind);
};

const dueNow = async (id: WorkspaceId): Promise<boolean> => {
  const text = "select due_at <= now() as due from reconciliations where workspace_id = $1";
  return (await region.pool.query<{ due: boolean }>(text, [id])).rows[0]?.due === true;
};

const finish = async (id: WorkspaceId): Promise<void> => {
  await transitionWorkspace(region, id, { transition: "pass_preflight" });
  await finishProvisioning(region, id, { reconciliationIntervalSeconds: 3600 });
};

describe("repair", () => {
  it("runs the nine steps in a new generation, once however often it is requested, and ends active", async () => {
    const { id, caller } = await givenActive();
    const before = await read(id);
    await Promise.all([1, 2, 3].map(() => repairWorkspace(region, caller, { id, ...unconditional })));
    expect(await commandsOf(id)).toEqual(["provision", "retry"]);
    expect(await read(id)).toMatchObject({ state: "preflight", generation: before.generation + 1 });
    await finish(id);
    expect(await read(id)).toMatchObject({ state: "active", bff: before.bff, provisionedAt: before.provisionedAt });
    expect(await dueNow(id)).toBe(true);
  });

  it("names in its audit event what the last comparison found", async () => {
    const { id, caller } = await givenActive();
    const drift: Drift = {
      kind: "route53_hosted_zone",
      owner: "client",
      name: "zone",
      finding: "missing",
      detail: "It is missing.",
      isRepaired: false,
    };
    const drifts = [drift, { ...drift, kind: "tenant" as const, isRepaired: true }];
    await region.store.reconciliations.save(id, { checkedAt: new Date(), drifts });
    await repairWorkspace(region, caller, { id, ...unconditional });
    const text = "select details from audit_events where target_id = $1 and action = 'workspace.repair_requested'";
    expect((await region.pool.query(text, [id])).rows).toEqual([
      {
        details: {
          before: { state: "active" },
          after: { state: "preflight" },
          drift: ["route53_hosted_zone missing"],
        },
      },
    ]);
  });

  it("continues one that is blocked, as a retry does", async () => {
    const { id, caller } = await givenActive();
    for (const again of [repairWorkspace, retryWorkspace]) {
      await repairWorkspace(region, caller, { id, ...unconditional });
      await stopProvisioning(region, id, hint);
      expect(await again(region, caller, { id, ...unconditional })).toMatchObject({ state: "preflight" });
    }
  });

  it("is rejected before provisioning succeeded and once deletion began", async () => {
    const { id, caller } = await givenActive();
    const conflict = { code: "workspace_state_conflict" };
    const other = await givenRequested(region);
    const early = repairWorkspace(region, other.caller, { id: other.id, ...unconditional });
    await expect(early).rejects.toMatchObject(conflict);
    await deleteWorkspace(region, caller, { id, ...unconditional });
    await expect(repairWorkspace(region, caller, { id, ...unconditional })).rejects.toMatchObject(conflict);
  });

  it("is for operators, and a stranger does not learn that the workspace exists", async () => {
    const { id, accountId } = await givenActive();
    const withRole = (role: "operator" | "viewer") => callerWith([{ id: accountId, roles: [role] }]);
    await expect(repairWorkspace(region, callerWith(), { id, ...unconditional })).rejects.toMatchObject({
      code: "workspace_not_found",
    });
    await expect(repairWorkspace(region, withRole("viewer"), { id, ...unconditional })).rejects.toMatchObject({
      code: "role_insufficient",
    });
    await repairWorkspace(region, withRole("operator"), { id, ...unconditional });
  });
});

describe("a BFF during a repair", () => {
  it("reports and starts again, also while the repair is blocked", async () => {
    const { id, caller } = await givenActive();
    await repairWorkspace(region, caller, { id, ...unconditional });
    expect(await beat(id)).toMatchObject({ nextHeartbeatSeconds: 15 });
    await stopProvisioning(region, id, hint);
    expect(await register(id, "second-start", `https://bff-2.${id}.sgp-1.cogrion.com`)).toMatchObject({
      isCurrent: true,
    });
    await beat(id);
    expect(await read(id)).toMatchObject({
      state: "blocked",
      hint: { code: hint.code },
      bff: { url: `https://bff-2.${id}.sgp-1.cogrion.com` },
    });
  });

  it("registers for the first time, and the workspace is active afterwards", async () => {
    const { id, caller } = await givenAwaitingBff(region);
    await repairWorkspace(region, caller, { id, ...unconditional });
    await expect(beat(id)).rejects.toMatchObject({ code: "workspace_state_conflict" });
    await register(id, "first-start");
    await finish(id);
    expect(await read(id)).toMatchObject({ state: "active" });
  });
});

describe("cancel of a repair", () => {
  it("stops it and undoes nothing, for operators too", async () => {
    const { id, accountId, caller } = await givenActive();
    const operator = callerWith([{ id: accountId, roles: ["operator"] }]);
    await repairWorkspace(region, caller, { id, ...unconditional });
    const { generation } = await read(id);
    expect(await cancelWorkspace(region, operator, { id, ...unconditional })).toMatchObject({
      state: "active",
      generation: generation + 1,
    });
    expect(await commandsOf(id)).toEqual(["provision", "retry"]);
    expect(await dueNow(id)).toBe(true);
    expect(await auditActionsOf(region, id)).toContain("workspace.repair_cancelled succeeded principal");
    // Afterwards there is nothing to cancel: the workspace is in use.
    await expect(cancelWorkspace(region, operator, { id, ...unconditional })).rejects.toMatchObject({
      code: "workspace_state_conflict",
    });
  });

  it("ends a step that is still at work, whose late write is recorded and not undone", async () => {
    const { id, caller } = await givenActive();
    await repairWorkspace(region, caller, { id, ...unconditional });
    await transitionWorkspace(region, id, { transition: "pass_preflight" });
    const [frozen, thawed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const zone: HostedZone = { id: "Z2", name: "zone", nameServers: [] };
    const deps = {
      store: createStore(region.pool),
      place: region.place,
      hostedZones: {
        find: async () => undefined,
        async create(_context: ClientContext, generation: number) {
          expect(generation).toBe((await read(id)).generation);
          frozen.resolve();
          await thawed.promise;
          return zone;
        },
      },
    } as unknown as ProvisioningDeps;
    const limits = { certificateTimeoutSeconds: 60, certificatePollSeconds: 1 };
    const late = runStep(deps, id, "create_hosted_zone", limits);
    await frozen.promise;
    await cancelWorkspace(region, caller, { id, ...unconditional });
    thawed.resolve();
    await expect(late).rejects.toMatchObject({ code: "workspace_state_conflict" });
    expect(await read(id)).toMatchObject({ state: "active" });
    expect(await region.store.ledger.list(id)).toMatchObject([{ kind: "route53_hosted_zone", status: "intended" }]);
    expect((await region.store.steps.list(id)).find((step) => step.id === "create_hosted_zone")?.status).toBe(
      "pending",
    );
  });
});
