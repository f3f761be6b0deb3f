import { listTokens } from "@cogrion/services/tokens/list";
import { mintToken } from "@cogrion/services/tokens/mint";
import { revokeToken } from "@cogrion/services/tokens/revoke";
import { presentToken } from "../../views/tokens.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Tokens = Pick<PublicHandlers, "mintToken" | "listTokens" | "revokeToken">;

export const createTokenHandlers = (deps: HandlerDeps): Tokens => ({
  async mintToken({ caller, params, body }) {
    const minted = await mintToken(deps, caller, { workspaceId: params.workspace_id, name: body.name });
    return { status: 201, body: { ...presentToken(minted), token: minted.secret } };
  },

  async listTokens({ caller, params }) {
    const tokens = await listTokens(deps, caller, params.workspace_id);
    return { status: 200, body: { items: tokens.map(presentToken) } };
  },

  async revokeToken({ caller, params }) {
    await revokeToken(deps, caller, { workspaceId: params.workspace_id, tokenId: params.token_id });
    return { status: 204 };
  },
});
