import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import type { Command } from "commander";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import { tableOf } from "../render/text.ts";
import { parseUuid, parseWorkspaceId } from "./arguments.ts";
import { withExamples } from "./help.ts";

/** Tokens with which a workspace's BFF authenticates. */
export const registerTokens = (workspace: Command): void => {
  const token = workspace.command("token").summary("manage the tokens of the workspace's BFF");
  const onWorkspace = (name: string, summary: string): Command =>
    withApiOptions(token.command(name).summary(summary).argument("<id>", "w-{slug}", parseWorkspaceId));

  withExamples(
    onWorkspace("mint", "create a token; it is shown only once"),
    'workspace token mint w-acme --name "bff of the first cluster" > bff-token',
  )
    .requiredOption("--name <name>", "what the token is for")
    .action(async (id: WorkspaceId, options: ApiOptions & { name: string }) => {
      const api = await connect(options);
      const minted = await api.call(routes.mintToken, { params: { workspace_id: id }, body: { name: options.name } });
      // Alone on standard output, so that it can be piped into a file or a secret store.
      if (options.json !== true) console.error(`Store the token now: it is not shown again. Its id is ${minted.id}.`);
      console.log(options.json === true ? JSON.stringify(minted) : minted.token);
    });
  onWorkspace("list", "list the tokens, without their secrets").action(async (id: WorkspaceId, options: ApiOptions) => {
    const api = await connect(options);
    const tokens = await api.call(routes.listTokens, { params: { workspace_id: id } });
    const rows = tokens.items.map((each) => [
      each.id,
      each.name,
      each.revoked_at === null ? "valid" : "revoked",
      each.last_used_at ?? "never",
    ]);
    const text = rows.length === 0 ? "Nothing found." : tableOf(["id", "name", "status", "last used"], rows);
    console.log(options.json === true ? JSON.stringify(tokens) : text);
  });
  onWorkspace("revoke", "revoke a token immediately")
    .argument("<token-id>", "the token's id, as `token list` shows it", parseUuid)
    .action(async (id: WorkspaceId, tokenId: string, options: ApiOptions) => {
      const api = await connect(options);
      await api.call(routes.revokeToken, { params: { workspace_id: id, token_id: tokenId } });
      console.log(options.json === true ? JSON.stringify({ id: tokenId }) : `Revoked ${tokenId}.`);
    });
};
