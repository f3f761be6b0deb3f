import { routes } from "@cogrion/contract";
import type { Role } from "@cogrion/domain";
import type { Command } from "commander";
import { requireMeant } from "../client/confirm.ts";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import type { MemberView } from "../client/find-member.ts";
import { memberIdOf } from "../client/find-member.ts";
import type { PageOptions } from "../client/pages.ts";
import { printPage, withPageOptions } from "../client/pages.ts";
import { factsOf } from "../render/text.ts";
import { parseAccountId, parseRole } from "./arguments.ts";
import { withExamples } from "./help.ts";

type Confirmed = ApiOptions & { yes?: boolean };

const exampleId = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";

const printMember = (member: MemberView, { json }: ApiOptions): void => {
  const { email, roles, principal_uid: uid, joined_at: joined } = member;
  console.log(json === true ? JSON.stringify(member) : factsOf({ email, roles: roles.join(", "), uid, joined }));
};

/** The members of an account and their roles. */
export const registerMembers = (account: Command): void => {
  const onAccount = (name: string, summary: string): Command =>
    withApiOptions(account.command(name).summary(summary).argument("<id>", "the account's id", parseAccountId));
  const onMember = (name: string, summary: string): Command =>
    onAccount(name, summary).argument("<member>", "the member's email address or principal id");

  withPageOptions(onAccount("members", "list the members, newest first")).action(
    async (id: string, options: ApiOptions & PageOptions) => {
      const api = await connect(options);
      const { limit, cursor } = options;
      const page = await api.call(routes.listMembers, { params: { account_id: id }, query: { limit, cursor } });
      printPage(page, {
        json: options.json,
        head: ["email", "roles", "joined", "principal"],
        row: (each) => [each.email, each.roles.join(", "), each.joined_at, each.principal_uid],
        empty: "Nothing found.",
      });
    },
  );

  withExamples(
    onMember("set-roles", "replace a member's roles").argument(
      "<roles...>",
      "owner, admin, operator or viewer",
      parseRole,
    ),
    `account set-roles ${exampleId} grace@acme.example operator`,
    `account set-roles ${exampleId} grace@acme.example operator viewer --json`,
  ).action(async (id: string, named: string, roles: Role[], options: ApiOptions) => {
    const api = await connect(options);
    const params = { account_id: id, principal_uid: await memberIdOf(api, id, named) };
    printMember(await api.call(routes.updateMember, { params, body: { roles } }), options);
  });

  withExamples(
    onMember("remove-member", "remove a member; takes effect immediately").option(
      "--yes",
      "do not ask for confirmation",
    ),
    `account remove-member ${exampleId} grace@acme.example --yes`,
  ).action(async (id: string, named: string, options: Confirmed) => {
    const asked = { what: `remove ${named}`, question: `Remove ${named}?`, otherwise: `${named} stays a member.` };
    if (options.yes !== true) await requireMeant(asked);
    const api = await connect(options);
    const uid = await memberIdOf(api, id, named);
    await api.call(routes.removeMember, { params: { account_id: id, principal_uid: uid } });
    console.log(options.json === true ? JSON.stringify({ principal_uid: uid }) : `Removed ${named}.`);
  });

  onAccount("leave", "leave the account")
    .option("--yes", "do not ask for confirmation")
    .action(async (id: string, options: Confirmed) => {
      const question = "Leave the account? Only a member can invite you back.";
      if (options.yes !== true)
        await requireMeant({ what: "leave", question, otherwise: "You are still a member of the account." });
      const api = await connect(options);
      await api.call(routes.leaveAccount, { params: { account_id: id } });
      console.log(options.json === true ? JSON.stringify({ id }) : "You left the account.");
    });
};
