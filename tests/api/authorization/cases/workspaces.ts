import { randomBytes } from "node:crypto";
import type { Hint } from "@cogrion/domain";
import { transitionWorkspace } from "@cogrion/services/workspaces/transition";
import type { Stage } from "../../support/stage.ts";
import type { OperationCase } from "../case.ts";

export const newSlug = (): string => `case-${randomBytes(5).toString("hex")}`;

export const givenCase = (stage: Stage, state?: Parameters<Stage["givenWorkspace"]>[1]) =>
  stage.givenWorkspace(newSlug(), state);

const requested: OperationCase = async (stage) => ({ params: { workspace_id: (await givenCase(stage)).id } });

const hint: Hint = {
  code: "role_not_assumable",
  owner: "client",
  summary: "The role is not there.",
  action: "Make it.",
  permissions: undefined,
  policyStatement: undefined,
};

const blocked: OperationCase = async (stage) => {
  const { id } = await givenCase(stage);
  await transitionWorkspace(stage, id, { transition: "start_preflight" });
  await transitionWorkspace(stage, id, { transition: "block", hint });
  return { params: { workspace_id: id } };
};

const provisioned: OperationCase = async (stage) => ({
  params: { workspace_id: (await givenCase(stage, "awaiting_bff")).id },
});

const withPreflight: OperationCase = async (stage) => {
  const { id } = await givenCase(stage);
  await stage.store.preflights.save(id, { checkedAt: new Date(), checks: [] });
  return { params: { workspace_id: id } };
};

const withDrift: OperationCase = async (stage) => {
  const { id } = await givenCase(stage);
  await stage.store.reconciliations.schedule(id, new Date());
  await stage.store.reconciliations.save(id, { checkedAt: new Date(), drifts: [] });
  return { params: { workspace_id: id } };
};

const withReceipt: OperationCase = async (stage) => {
  const { id } = await givenCase(stage);
  const nothing = { deleted: [], left: [], isAccountUnreachable: false };
  await stage.store.receipts.save({ workspaceId: id, finishedAt: new Date(), ...nothing });
  return { params: { workspace_id: id } };
};

export const workspaceCases = {
  "workspaces.create": async ({ accountId }) => ({
    body: { account_id: accountId, slug: newSlug(), aws: { account_id: "222222222222" } },
  }),
  "workspaces.list": async () => ({}),
  "workspaces.get": requested,
  "workspaces.correct": async (stage) => ({
    ...(await blocked(stage)),
    body: { aws: { account_id: "333333333333" } },
  }),
  "workspaces.repair": provisioned,
  "workspaces.retry": blocked,
  "workspaces.cancel": requested,
  "workspaces.delete": requested,
  "workspaces.preflight": withPreflight,
  "workspaces.drift": withDrift,
  "workspaces.onboarding_template": requested,
  "workspaces.steps": requested,
  "workspaces.events": requested,
  "workspaces.ledger": requested,
  "workspaces.receipt": withReceipt,
} satisfies Record<string, OperationCase>;
