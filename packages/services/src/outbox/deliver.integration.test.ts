import type { WorkspaceCommand } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { deleteWorkspace } from "../workspaces/delete.ts";
import { deliverCommands } from "./deliver.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const orchestratorTo = (delivered: string[], isDown: (command: WorkspaceCommand) => boolean = () => false) => ({
  deliver: async (command: WorkspaceCommand) => {
    if (isDown(command)) throw new Error("Temporal is unavailable");
    delivered.push(`${command.workspaceId} ${command.kind}`);
  },
  isRunning: async () => false,
});
const onFailed = () => undefined;

it("delivers each command once, a workspace's own in their order, however many deliver at once", async () => {
  const given = await Promise.all(Array.from({ length: 6 }, () => givenRequested(region)));
  for (const { id, caller } of given) await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
  const delivered: string[] = [];
  const deps = { store: region.store, orchestrator: orchestratorTo(delivered), onFailed };
  const counts = await Promise.all([1, 2, 3].map(() => deliverCommands(deps)));
  // A run that found only commands behind a locked one ends early; the next run finds them.
  counts.push(await deliverCommands(deps));
  expect(counts.reduce((one, other) => one + other, 0)).toBe(12);
  for (const { id } of given) {
    expect(delivered.filter((line) => line.startsWith(`${id} `))).toEqual([`${id} provision`, `${id} delete`]);
  }
  expect(await region.store.commands.undelivered()).toEqual({ count: 0, oldestAt: undefined });
});

it("keeps what cannot be delivered, and lets it hold up its own workspace only", async () => {
  const [stuck, fine] = [await givenRequested(region), await givenRequested(region)];
  await deleteWorkspace(region, stuck.caller, { id: stuck.id, expectedVersion: undefined });
  const delivered: string[] = [];
  const failures: unknown[] = [];
  const orchestrator = orchestratorTo(delivered, (command) => command.workspaceId === stuck.id);
  expect(
    await deliverCommands({ store: region.store, orchestrator, onFailed: (failure) => failures.push(failure) }),
  ).toBe(1);
  expect(delivered).toEqual([`${fine.id} provision`]);
  expect(failures).toMatchObject([
    { workspaceId: stuck.id, attempts: 1, error: { message: "Temporal is unavailable" } },
  ]);
  expect(await region.store.commands.undelivered()).toMatchObject({ count: 2 });

  // Now it is due.
  await region.pool.query("update workspace_commands set due_at = now() where delivered_at is null");
  await deliverCommands({ store: region.store, orchestrator: orchestratorTo(delivered), onFailed });
  expect(delivered.slice(1)).toEqual([`${stuck.id} provision`, `${stuck.id} delete`]);
});

it("delivers again what was delivered if the process died before it could record that", async () => {
  const { id } = await givenRequested(region);
  const delivered: string[] = [];
  const dying = {
    isRunning: async () => true,
    deliver: async (command: WorkspaceCommand) => {
      await orchestratorTo(delivered).deliver(command);
      await region.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'test' and datname = current_database() and pid <> pg_backend_pid()",
      );
    },
  };
  await expect(deliverCommands({ store: region.store, orchestrator: dying, onFailed })).rejects.toMatchObject({
    code: "dependency_unavailable",
  });
  await expect.poll(() => region.store.commands.undelivered().catch(() => undefined)).toMatchObject({ count: 1 });
  await deliverCommands({ store: region.store, orchestrator: orchestratorTo(delivered), onFailed });
  expect(delivered).toEqual([`${id} provision`, `${id} provision`]);
});
