import type { routes } from "@cogrion/contract";
import type { Workspace, WorkspaceId } from "@cogrion/domain";
import { defaultRoleNameOf } from "@cogrion/domain";
import { correctWorkspace } from "@cogrion/services/workspaces/correct";
import { cancelWorkspace } from "@cogrion/services/workspaces/cancel";
import { createWorkspace } from "@cogrion/services/workspaces/create";
import { deleteWorkspace } from "@cogrion/services/workspaces/delete";
import { getWorkspace } from "@cogrion/services/workspaces/get";
import { listWorkspaces } from "@cogrion/services/workspaces/list";
import { reserveWorkspaceId } from "@cogrion/services/workspaces/reserve";
import { repairWorkspace } from "@cogrion/services/workspaces/repair";
import { retryWorkspace } from "@cogrion/services/workspaces/retry";
import { runIdempotent } from "@cogrion/services/idempotency/run";
import { entityTagOf, versionDemandedBy } from "../../http/entity-tag.ts";
import type { AnswerOf } from "../../http/handler.ts";
import { presentWorkspace } from "../../views/workspaces.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Workspaces = Pick<
  PublicHandlers,
  | "createWorkspace"
  | "listWorkspaces"
  | "getWorkspace"
  | "correctWorkspace"
  | "retryWorkspace"
  | "repairWorkspace"
  | "cancelWorkspace"
  | "deleteWorkspace"
>;

type ChangeRequest = { params: { workspace_id: WorkspaceId }; headers: { "if-match"?: string | undefined } };

export const createWorkspaceHandlers = (deps: HandlerDeps): Workspaces => {
  const accepted = (workspace: Workspace) => ({
    status: 202 as const,
    headers: { location: `/api/workspaces/${workspace.id}`, etag: entityTagOf(workspace.version) },
    body: presentWorkspace(workspace, deps.now()),
  });
  const changeOf = ({ params, headers }: ChangeRequest) => ({
    id: params.workspace_id,
    expectedVersion: versionDemandedBy(headers["if-match"]),
  });

  return {
    createWorkspace: ({ caller, headers, body }) =>
      runIdempotent(deps, {
        scope: `${caller.principal.uid}:workspaces.create`,
        key: headers["idempotency-key"],
        request: body,
        prepare: () => reserveWorkspaceId(deps, caller, { accountId: body.account_id, slug: body.slug }),
        work: async (tx, id) => {
          const {
            account_id: accountId,
            role_name: roleName = defaultRoleNameOf(id),
            region = deps.defaultAwsRegion,
          } = body.aws;
          const input = { accountId: body.account_id, id, aws: { accountId, roleName, region } };
          const workspace = await createWorkspace({ ...deps, store: tx }, caller, input);
          return accepted(workspace) satisfies AnswerOf<typeof routes.createWorkspace>;
        },
      }),

    async listWorkspaces({ caller, query: { account_id: accountId, state, search, limit, cursor } }) {
      const page = await listWorkspaces(deps, caller, { accountId, state, search, limit, cursor });
      const now = deps.now();
      const items = page.rows.map((workspace) => presentWorkspace(workspace, now));
      return { status: 200, body: { items, next_cursor: page.next ?? null } };
    },

    async getWorkspace({ caller, params }) {
      const workspace = await getWorkspace(deps, caller, params.workspace_id);
      return {
        status: 200,
        headers: { etag: entityTagOf(workspace.version) },
        body: presentWorkspace(workspace, deps.now()),
      };
    },

    async correctWorkspace(request) {
      const { account_id: accountId, role_name: roleName, region } = request.body.aws;
      const input = { ...changeOf(request), aws: { accountId, roleName, region } };
      const workspace = await correctWorkspace(deps, request.caller, input);
      return {
        status: 200,
        headers: { etag: entityTagOf(workspace.version) },
        body: presentWorkspace(workspace, deps.now()),
      };
    },

    retryWorkspace: async (request) => accepted(await retryWorkspace(deps, request.caller, changeOf(request))),
    repairWorkspace: async (request) => accepted(await repairWorkspace(deps, request.caller, changeOf(request))),
    cancelWorkspace: async (request) => accepted(await cancelWorkspace(deps, request.caller, changeOf(request))),
    deleteWorkspace: async (request) => accepted(await deleteWorkspace(deps, request.caller, changeOf(request))),
  };
};
