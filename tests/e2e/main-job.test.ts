import { routes } from "@cogrion/contract";
import { accountInventory, createClientRole } from "@cogrion/local-stack/aws/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followWorkspace } from "../../apps/cli/src/up/follow-workspace.ts";
import type { System } from "../support/system.ts";
import { startSystem } from "../support/system.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());

test("a workspace comes to life in nine steps, and leaves nothing behind when it is deleted", async () => {
  const api = await system.clientOf("owner@acme.example");
  const account = await api.call(routes.createAccount, { body: { name: "Acme" } });
  const aws = { account_id: "222222222222" };
  const { id } = await api.call(routes.createWorkspace, { body: { account_id: account.id, slug: "acme", aws } });
  const params = { workspace_id: id };
  const follow = { onEvent: () => undefined, signal: AbortSignal.timeout(120_000) };

  const waiting = await followWorkspace(api, id, follow);
  expect(waiting).toMatchObject({ state: "blocked", hint: { code: "role_not_assumable", owner: "client" } });

  const template = await api.call(routes.getOnboardingTemplate, { params });
  const role = { endpointUrl: system.parts.aws.endpointUrl, accountId: "222222222222", roleName: template.role_name };
  await createClientRole({
    ...role,
    trustPolicy: template.trust_policy,
    permissionsPolicy: template.permissions_policy,
  });
  await api.call(routes.retryWorkspace, { params });
  const provisioned = await followWorkspace(api, id, follow);
  expect(provisioned.hint).toBeNull();
  expect(provisioned.state).toBe("awaiting_bff");

  const { items: steps } = await api.call(routes.listSteps, { params });
  expect(steps.map((step) => step.status)).toEqual(Array.from({ length: 9 }, () => "succeeded"));
  const { items: ledger } = await api.call(routes.listLedger, { params });
  expect(ledger.every((entry) => entry.status === "present")).toBe(true);

  await api.call(routes.deleteWorkspace, { params });
  const deleted = await followWorkspace(api, id, follow);
  expect(deleted.state).toBe("deleted");
  const receipt = await api.call(routes.getReceipt, { params });
  expect(receipt.left).toEqual([]);
  const inventory = await accountInventory(system.parts.aws.endpointUrl, "222222222222");
  expect(inventory.hostedZones).toEqual([]);
  expect(inventory.certificates).toEqual([]);
});
