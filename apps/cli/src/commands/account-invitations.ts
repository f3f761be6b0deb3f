import type { invitation } from "@cogrion/contract";
import { createInvitationBody, invitationParams, routes } from "@cogrion/contract";
import type { Role } from "@cogrion/domain";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import { readInvitationToken } from "../client/mailed-secret.ts";
import type { PageOptions } from "../client/pages.ts";
import { printPage, withPageOptions } from "../client/pages.ts";
import { UsageError } from "../failure.ts";
import { factsOf } from "../render/text.ts";
import { parseAccountId, parseRole } from "./arguments.ts";
import { withExamples } from "./help.ts";
import { cogrion } from "../invocation.ts";

type Invitation = z.infer<typeof invitation>;

const exampleId = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";

const parseInvitationId = (text: string): string => {
  const id = invitationParams.shape.invitation_id.safeParse(text);
  if (id.success) return id.data;
  throw new InvalidArgumentError(`An invitation id is a UUID; ${cogrion} account invitations <id> lists them.`);
};

const printInvitation = (made: Invitation, { json }: ApiOptions): void => {
  const { id, email, roles, status, mail, expires_at: expires } = made;
  console.log(
    json === true ? JSON.stringify(made) : factsOf({ id, email, roles: roles.join(", "), status, mail, expires }),
  );
};

/** Invitations to an account. */
export const registerInvitations = (account: Command): void => {
  const onAccount = (name: string, summary: string): Command =>
    withApiOptions(account.command(name).summary(summary).argument("<id>", "the account's id", parseAccountId));
  const onInvitation = (name: string, summary: string): Command =>
    onAccount(name, summary).argument("<invitation-id>", "its id", parseInvitationId);

  withExamples(
    onAccount("invite", "invite a person by email")
      .argument("<email>", "the person's email address")
      .option("--role <role>", "owner, admin, operator or viewer; may be repeated (default: viewer)", parseRole),
    `account invite ${exampleId} grace@acme.example --role operator`,
  ).action(async (id: string, email: string, options: ApiOptions & { role?: Role[] }) => {
    const body = createInvitationBody.safeParse({ email, roles: options.role ?? ["viewer"] });
    if (!body.success) throw new UsageError(`"${email}" is not an e-mail address.`);
    const api = await connect(options);
    printInvitation(await api.call(routes.createInvitation, { params: { account_id: id }, body: body.data }), options);
  });

  withPageOptions(onAccount("invitations", "list the invitations, newest first, including closed ones")).action(
    async (id: string, options: ApiOptions & PageOptions) => {
      const api = await connect(options);
      const { limit, cursor } = options;
      const page = await api.call(routes.listInvitations, { params: { account_id: id }, query: { limit, cursor } });
      printPage(page, {
        json: options.json,
        head: ["id", "email", "roles", "status", "mail", "expires"],
        row: (each) => [each.id, each.email, each.roles.join(", "), each.status, each.mail, each.expires_at],
        empty: `There are no invitations. Invite a person with: ${cogrion} account invite --help`,
      });
    },
  );

  onInvitation("resend-invitation", "send another email with a new link; earlier links stop working").action(
    async (id: string, invitationId: string, options: ApiOptions) => {
      const api = await connect(options);
      const params = { account_id: id, invitation_id: invitationId };
      printInvitation(await api.call(routes.resendInvitation, { params }), options);
    },
  );

  onInvitation("revoke-invitation", "revoke an invitation; its link stops working immediately").action(
    async (id: string, invitationId: string, options: ApiOptions) => {
      const api = await connect(options);
      await api.call(routes.revokeInvitation, { params: { account_id: id, invitation_id: invitationId } });
      console.log(options.json === true ? JSON.stringify({ id: invitationId }) : `Revoked ${invitationId}.`);
    },
  );

  withExamples(
    withApiOptions(
      account
        .command("accept-invitation")
        .summary("accept an invitation that you received by email")
        .description(
          "Prompts for the link in the email, or reads it from standard input. Sign in with the invited address first.",
        ),
    ),
    "account accept-invitation",
    "account accept-invitation --api-url https://cplane.sgp-1.cogrion.com < link.txt",
  ).action(async (options: ApiOptions) => {
    const api = await connect(options);
    const accepted = await api.call(routes.acceptInvitation, { body: { token: await readInvitationToken() } });
    const { account: joined, roles } = accepted;
    const facts = { account: joined.name, id: joined.id, region: joined.region, "your roles": roles.join(", ") };
    console.log(options.json === true ? JSON.stringify(accepted) : factsOf(facts));
  });
};
