import { createSignInGrant, listSignInGrants, revokeSignInGrant } from "@cogrion/services/sign-ins/grants";
import { presentSignInGrant } from "../../views/sign-in-grants.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type SignInGrants = Pick<PublicHandlers, "createSignInGrant" | "listSignInGrants" | "revokeSignInGrant">;

export const createSignInGrantHandlers = (deps: HandlerDeps): SignInGrants => ({
  async createSignInGrant({ caller, params, body }) {
    const grant = await createSignInGrant(deps, caller, { workspaceId: params.workspace_id, ...body });
    return { status: 201, body: presentSignInGrant(grant) };
  },

  async listSignInGrants({ caller, params }) {
    const { grants, isInForce } = await listSignInGrants(deps, caller, params.workspace_id);
    return { status: 200, body: { items: grants.map(presentSignInGrant), is_in_force: isInForce } };
  },

  async revokeSignInGrant({ caller, params }) {
    await revokeSignInGrant(deps, caller, { workspaceId: params.workspace_id, grantId: params.grant_id });
    return { status: 204 };
  },
});
