import { routes } from "@cogrion/contract";
import type { Command } from "commander";
import type { ApiOptions } from "../api/connection.ts";
import { connect, withApiOptions } from "../api/connection.ts";
import type { PageOptions } from "../api/pages.ts";
import { printPage, withPageOptions } from "../api/pages.ts";
import { factsOf } from "../render/text.ts";

export const register = (program: Command): void => {
  const account = program.command("account").summary("the organisations that you belong to");
  withApiOptions(account.command("create").summary("create one; you become its owner").argument("<name>")).action(
    async (name: string, options: ApiOptions) => {
      const api = await connect(options);
      const made = await api.call(routes.createAccount, { body: { name } });
      console.log(options.json === true ? JSON.stringify(made) : factsOf({ id: made.id, name: made.name }));
    },
  );
  withApiOptions(withPageOptions(account.command("list").summary("list them, newest first"))).action(
    async (options: ApiOptions & PageOptions) => {
      const api = await connect(options);
      const { limit, cursor } = options;
      const page = await api.call(routes.listAccounts, { query: { limit, cursor } });
      printPage(page, {
        json: options.json,
        head: ["id", "name", "created"],
        row: ({ id, name, created_at: createdAt }) => [id, name, createdAt],
        empty: "You belong to no account yet. Make one: ./cogrion account create <name>",
      });
    },
  );
};
