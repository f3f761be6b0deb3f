import type { account } from "@cogrion/contract";
import { createAccountBody, routes, updateAccountBody } from "@cogrion/contract";
import type { Command } from "commander";
import type { z } from "zod";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import type { PageOptions } from "../client/pages.ts";
import { printPage, withPageOptions } from "../client/pages.ts";
import { UsageError } from "../failure.ts";
import { factsOf } from "../render/text.ts";
import { parseAccountId } from "./arguments.ts";
import { registerInvitations } from "./account-invitations.ts";
import { registerMembers } from "./account-members.ts";
import { withExamples } from "./help.ts";
import { cogrion } from "../invocation.ts";

type Account = z.infer<typeof account>;

const printAccount = (made: Account, { json }: ApiOptions): void => {
  const { id, name, region, created_at: created } = made;
  console.log(json === true ? JSON.stringify(made) : factsOf({ id, name, region, created }));
};

const whatANameIs = "An account's name has 1 to 100 characters, and no space at its ends.";

export const register = (program: Command): void => {
  const account = program.command("account").summary("the organisations that you belong to");
  const creating = withApiOptions(
    account
      .command("create")
      .summary("create one; you become its owner")
      .argument("<name>")
      .option("--region <id>", "where it has to live; refused where that is another region than the API's"),
  ).action(async (name: string, options: ApiOptions & { region?: string }) => {
    if (!createAccountBody.shape.name.safeParse(name).success) throw new UsageError(whatANameIs);
    const body = createAccountBody.safeParse({ name, region: options.region });
    if (!body.success) throw new UsageError("A region's id looks like sgp-1.");
    const api = await connect(options);
    printAccount(await api.call(routes.createAccount, { body: body.data }), options);
  });
  withExamples(creating, 'account create "Acme Corporation"');
  withApiOptions(account.command("get").summary("one account").argument("<id>", "its id", parseAccountId)).action(
    async (id: string, options: ApiOptions) => {
      const api = await connect(options);
      printAccount(await api.call(routes.getAccount, { params: { account_id: id } }), options);
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
        empty: `You belong to no account yet. Make one: ${cogrion} account create <name>`,
      });
    },
  );
  withExamples(
    withApiOptions(
      account.command("rename").summary("rename it").argument("<id>", "its id", parseAccountId).argument("<name>"),
    ),
    'account rename 01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10 "Acme Limited"',
  ).action(async (id: string, name: string, options: ApiOptions) => {
    const body = updateAccountBody.safeParse({ name });
    if (!body.success) throw new UsageError(whatANameIs);
    const api = await connect(options);
    printAccount(await api.call(routes.updateAccount, { params: { account_id: id }, body: body.data }), options);
  });
  registerMembers(account);
  registerInvitations(account);
};
