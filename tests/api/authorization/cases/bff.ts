import { randomUUID } from "node:crypto";
import type { WorkspaceId } from "@cogrion/domain";
import type { Stage } from "../../support/stage.ts";
import type { OperationCase, OperationRequest } from "../case.ts";
import { givenCase } from "./workspaces.ts";

const registrationOf = (id: WorkspaceId): OperationRequest => ({
  params: { workspace_id: id },
  headers: { "idempotency-key": randomUUID() },
  body: { bff_url: `http://bff.${id}.local.sgp-1.cogrion.localhost:3001` },
});

const registered = async (stage: Stage): Promise<{ id: WorkspaceId; token: string }> => {
  const workspace = await givenCase(stage, "awaiting_bff");
  const { headers, body } = registrationOf(workspace.id);
  const path = `/api/workspaces/${workspace.id}/register`;
  await stage.call("POST", path, { token: workspace.token, body, headers: { ...headers } });
  return workspace;
};

export const bffCases = {
  "bff.config": async (stage) => {
    const { id, token } = await givenCase(stage);
    return { params: { workspace_id: id }, workspaceToken: token };
  },
  "bff.register": async (stage) => {
    const { id, token } = await givenCase(stage, "awaiting_bff");
    return { ...registrationOf(id), workspaceToken: token };
  },
  "bff.heartbeat": async (stage) => {
    const { id, token } = await registered(stage);
    return { params: { workspace_id: id }, body: { status: "healthy" }, workspaceToken: token };
  },
} satisfies Record<string, OperationCase>;
