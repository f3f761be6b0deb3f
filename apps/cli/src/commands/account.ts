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

const whatANameIs = "An account's name has 1 to 100 characters and neither starts nor ends with a space.";

export const register = (program: Command): void => {
  const account = program.command("account").summary("manage accounts, their members and their invitations");
  const creating = withApiOptions(
    account
      .command("create")
      .summary("create an account; you become its owner")
      .argument("<name>")
      .option("--region <id>", "fail unless this is the API's region"),
  ).action(async (name: string, options: ApiOptions & { region?: string }) => {
    if (!createAccountBody.shape.name.safeParse(name).success) throw new UsageError(whatANameIs);
    const body = createAccountBody.safeParse({ name, region: options.region });
    if (!body.success) throw new UsageError("A region's id looks like sgp-1.");
    const api = await connect(options);
    printAccount(await api.call(routes.createAccount, { body: body.data }), options);
  });
  withExamples(creating, 'account create "Acme Corporation"');
  withApiOptions(account.command("get").summary("show an account").argument("<id>", "its id", parseAccountId)).action(
    async (id: string, options: ApiOptions) => {
      const api = await connect(options);
      printAccount(await api.call(routes.getAccount, { params: { account_id: id } }), options);
    },
  );
  withApiOptions(withPageOptions(account.command("list").summary("list your accounts, newest first"))).action(
    async (options: ApiOptions & PageOptions) => {
      const api = await connect(options);
      const { limit, cursor } = options;
      const page = await api.call(routes.listAccounts, { query: { limit, cursor } });
      printPage(page, {
        json: options.json,
        head: ["id", "name", "created"],
        row: ({ id, name, created_at: createdAt }) => [id, name, createdAt],
        empty: `You do not belong to an account yet. Create one: ${cogrion} account create <name>`,
      });
    },
  );
  withExamples(
    withApiOptions(
      account
        .command("rename")
        .summary("rename an account")
        .argument("<id>", "its id", parseAccountId)
        .argument("<name>"),
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
