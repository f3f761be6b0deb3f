import type { CogrionError, Hint, WorkspaceState } from "@cogrion/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import {
  auditActionsOf,
  callerWith,
  givenAwaitingBff,
  givenRequested,
  startTestRegion,
} from "@cogrion/testing/region/region";
import { mintToken } from "../tokens/mint.ts";
import { cancelWorkspace } from "./cancel.ts";
import { deleteWorkspace } from "./delete.ts";
import { getPreflight } from "../provisioning/get-preflight.ts";
import { getReceipt } from "../provisioning/get-receipt.ts";
import { listLedger } from "../provisioning/list-ledger.ts";
import { listSteps } from "../provisioning/list-steps.ts";
import { getWorkspace } from "./get.ts";
import { repairWorkspace } from "./repair.ts";
import { retryWorkspace } from "./retry.ts";
import { transitionWorkspace } from "./transition.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const hint: Hint = {
  code: "permission_missing",
  owner: "client",
  summary: "The role may not create hosted zones.",
  action: "Add the statement to the role's policy.",
  permissions: ["route53:CreateHostedZone"],
  policyStatement: undefined,
};

const givenBlocked = async () => {
  const given = await givenRequested(region);
  await transitionWorkspace(region, given.id, { transition: "start_preflight" });
  await transitionWorkspace(region, given.id, { transition: "block", hint });
  return given;
};

const statesOf = async (id: Awaited<ReturnType<typeof givenRequested>>["id"]): Promise<unknown[]> =>
  (await region.store.events.listAfter(id, 0, 99)).map((event) => event.data["state"]);

const commandsOf = async (id: string): Promise<string[]> => {
  const { rows } = await region.pool.query(
    "select kind from workspace_commands where workspace_id = $1 order by position",
    [id],
  );
  return rows.map((row: { kind: string }) => row.kind);
};

const unconditional = { expectedVersion: undefined };

describe("transition", () => {
  it("moves according to the table, notifies watchers, and a repetition notifies nobody", async () => {
    const { id } = await givenBlocked();
    const blocked = await region.store.workspaces.get(id);
    expect(blocked).toMatchObject({ state: "blocked", hint });
    expect(await transitionWorkspace(region, id, { transition: "block", hint: { ...hint } })).toEqual(blocked);
    expect(await statesOf(id)).toEqual(["requested", "preflight", "blocked"]);
    // Another reason is a new event.
    await transitionWorkspace(region, id, { transition: "block", hint: { ...hint, code: "quota_exceeded" } });
    expect(await statesOf(id)).toEqual(["requested", "preflight", "blocked", "blocked"]);
    // The hint ends with the state.
    expect(await transitionWorkspace(region, id, { transition: "start_preflight" })).toMatchObject({
      state: "preflight",
      hint: undefined,
    });
  });

  it("refuses what the table refuses, and writes nothing", async () => {
    const { id, workspace } = await givenRequested(region);
    await expect(transitionWorkspace(region, id, { transition: "finish_steps" })).rejects.toMatchObject({
      code: "workspace_state_conflict",
    });
    expect(await region.store.workspaces.get(id)).toEqual(workspace);
    expect(await statesOf(id)).toEqual(["requested"]);
  });

  it("lets deletion win over a run that is still at work", async () => {
    const { id, caller } = await givenRequested(region);
    await transitionWorkspace(region, id, { transition: "start_preflight" });
    await deleteWorkspace(region, caller, { id, ...unconditional });
    await expect(transitionWorkspace(region, id, { transition: "block", hint })).rejects.toMatchObject({
      code: "workspace_state_conflict",
    });
    expect(await region.store.workspaces.get(id)).toMatchObject({ state: "deleting" });
  });

  it("ends a deleted workspace's tokens", async () => {
    const { id, caller } = await givenRequested(region);
    await mintToken(region, caller, { workspaceId: id, name: "bff" });
    await deleteWorkspace(region, caller, { id, ...unconditional });
    const deleted = await transitionWorkspace(region, id, { transition: "finish_delete" });
    expect(deleted).toMatchObject({ state: "deleted", deletedAt: expect.any(Date) });
    expect(await transitionWorkspace(region, id, { transition: "finish_delete" })).toEqual(deleted);
    expect((await region.store.tokens.list(id))[0]?.revokedAt).toBeInstanceOf(Date);
    await expect(mintToken(region, caller, { workspaceId: id, name: "late" })).rejects.toMatchObject({
      code: "workspace_state_conflict",
    });
    expect(await auditActionsOf(region, id)).toEqual([
      "workspace.created succeeded principal",
      "workspace.deletion_requested succeeded principal",
      "workspace.deletion_finished succeeded system",
    ]);
  });
});

describe("retry", () => {
  it("continues once, however often it is clicked", async () => {
    const { id, caller } = await givenBlocked();
    const clicks = await Promise.allSettled(
      [1, 2, 3].map(() => retryWorkspace(region, caller, { id, ...unconditional })),
    );
    expect(clicks.filter((click) => click.status === "fulfilled")).toHaveLength(1);
    expect(await commandsOf(id)).toEqual(["provision", "retry"]);
    expect(await region.store.workspaces.get(id)).toMatchObject({ state: "preflight", hint: undefined });
  });

  it("is refused unless the workspace is blocked or failed", async () => {
    const { id, caller } = await givenAwaitingBff(region);
    await expect(retryWorkspace(region, caller, { id, ...unconditional })).rejects.toMatchObject({
      code: "workspace_state_conflict",
    });
  });
});

describe("cancel and delete", () => {
  it("cancel what is being provisioned, for operators too, and repeat quietly", async () => {
    const { id, accountId } = await givenBlocked();
    const operator = callerWith([{ id: accountId, roles: ["operator"] }]);
    await expect(deleteWorkspace(region, operator, { id, ...unconditional })).rejects.toMatchObject({
      code: "role_insufficient",
    });
    expect(await cancelWorkspace(region, operator, { id, ...unconditional })).toMatchObject({ state: "deleting" });
    expect(await cancelWorkspace(region, operator, { id, ...unconditional })).toMatchObject({ state: "deleting" });
    await transitionWorkspace(region, id, { transition: "finish_delete" });
    expect(await cancelWorkspace(region, operator, { id, ...unconditional })).toMatchObject({ state: "deleted" });
  });

  it("say that a provisioned workspace has to be deleted instead", async () => {
    const { id, caller } = await givenAwaitingBff(region);
    await expect(cancelWorkspace(region, caller, { id, ...unconditional })).rejects.toMatchObject({
      code: "workspace_state_conflict",
      message: expect.stringContaining("Delete it"),
    });
    expect(await deleteWorkspace(region, caller, { id, ...unconditional })).toMatchObject({ state: "deleting" });
  });

  it("signal the workflow again when repeated during deletion, and do nothing afterwards", async () => {
    const { id, caller } = await givenRequested(region);
    await deleteWorkspace(region, caller, { id, ...unconditional });
    await deleteWorkspace(region, caller, { id, ...unconditional });
    await transitionWorkspace(region, id, { transition: "finish_delete" });
    await deleteWorkspace(region, caller, { id, ...unconditional });
    expect(await commandsOf(id)).toEqual(["provision", "delete", "delete"]);
    expect(await statesOf(id)).toEqual(["requested", "deleting", "deleted"] satisfies WorkspaceState[]);
  });
});

describe("all changes", () => {
  it("need the version that the caller saw, when it names one", async () => {
    const { id, caller } = await givenBlocked();
    const { version } = await getWorkspace(region, caller, id);
    await expect(retryWorkspace(region, caller, { id, expectedVersion: version - 1 })).rejects.toMatchObject({
      code: "version_mismatch",
      meta: { version },
    });
    expect(await retryWorkspace(region, caller, { id, expectedVersion: version })).toMatchObject({
      version: version + 1,
    });
  });

  it("reveal nothing to a stranger, and reject a member with too small a role", async () => {
    const { id, accountId } = await givenBlocked();
    const stranger = callerWith([{ id: "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10", roles: ["owner"] }]);
    const viewer = callerWith([{ id: accountId, roles: ["viewer"] }]);
    const absent = "w-absent" as typeof id;
    for (const change of [retryWorkspace, repairWorkspace, cancelWorkspace, deleteWorkspace]) {
      const problemOf = (target: typeof id) =>
        change(region, stranger, { id: target, ...unconditional }).then(
          () => "allowed",
          (error: CogrionError) => `${error.code}: ${error.message.replaceAll(target, "it")}`,
        );
      expect(await problemOf(id)).toMatch(/^workspace_not_found/);
      expect(await problemOf(id)).toBe(await problemOf(absent));
      await expect(change(region, viewer, { id, ...unconditional })).rejects.toMatchObject({
        code: "role_insufficient",
      });
    }
    for (const read of [getWorkspace, listSteps, listLedger, getPreflight, getReceipt]) {
      await expect(read(region, stranger, id)).rejects.toMatchObject({ code: "workspace_not_found" });
    }
    expect(await getWorkspace(region, viewer, id)).toMatchObject({ id });
    expect(await listSteps(region, viewer, id)).toHaveLength(9);
    await expect(getPreflight(region, viewer, id)).rejects.toMatchObject({ code: "preflight_not_found" });
    await expect(getReceipt(region, viewer, id)).rejects.toMatchObject({ code: "receipt_not_found" });
  });
});
