import type { OperationCase } from "../case.ts";
import { givenCase } from "./workspaces.ts";

export const tokenCases = {
  "tokens.mint": async (stage) => ({
    params: { workspace_id: (await givenCase(stage)).id },
    body: { name: "of a second cluster" },
  }),
  "tokens.list": async (stage) => ({ params: { workspace_id: (await givenCase(stage)).id } }),
  "tokens.revoke": async (stage) => {
    const { id } = await givenCase(stage);
    const [token] = await stage.store.tokens.list(id);
    return { params: { workspace_id: id, token_id: token?.id ?? "" } };
  },
} satisfies Record<string, OperationCase>;
