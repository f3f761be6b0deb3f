import type { routes } from "@cogrion/contract";
import { acceptInvitation } from "@cogrion/services/invitations/accept";
import { createInvitation, requireMayInvite } from "@cogrion/services/invitations/create";
import {
  getInvitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from "@cogrion/services/invitations/change";
import { runIdempotent } from "@cogrion/services/idempotency/run";
import type { AnswerOf } from "../../http/handler.ts";
import { presentAccount } from "../../views/accounts.ts";
import { presentInvitation } from "../../views/invitations.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Invitations = Pick<
  PublicHandlers,
  | "createInvitation"
  | "listInvitations"
  | "getInvitation"
  | "resendInvitation"
  | "revokeInvitation"
  | "acceptInvitation"
>;

const invitationOf = (params: { account_id: string; invitation_id: string }) => ({
  accountId: params.account_id,
  id: params.invitation_id,
});

export const createInvitationHandlers = (deps: HandlerDeps): Invitations => ({
  createInvitation: ({ caller, params: { account_id: accountId }, headers, body }) =>
    runIdempotent(deps, {
      scope: `${caller.principal.uid}:invitations.create:${accountId}`,
      key: headers["idempotency-key"],
      request: body,
      // Outside the transaction, so that a rejection keeps its audit row.
      prepare: () => requireMayInvite(deps, caller, { accountId, roles: body.roles }),
      work: async (tx) => {
        const invitation = await createInvitation({ ...deps, store: tx }, caller, { accountId, ...body });
        return {
          status: 201,
          headers: { location: `/api/accounts/${accountId}/invitations/${invitation.id}` },
          body: presentInvitation(invitation, deps.now()),
        } satisfies AnswerOf<typeof routes.createInvitation>;
      },
    }),

  async listInvitations({ caller, params, query: { limit, cursor } }) {
    const page = await listInvitations(deps, caller, { accountId: params.account_id, limit, cursor });
    const items = page.rows.map((each) => presentInvitation(each, deps.now()));
    return { status: 200, body: { items, next_cursor: page.next ?? null } };
  },

  async getInvitation({ caller, params }) {
    const invitation = await getInvitation(deps, caller, invitationOf(params));
    return { status: 200, body: presentInvitation(invitation, deps.now()) };
  },

  async resendInvitation({ caller, params }) {
    const invitation = await resendInvitation(deps, caller, invitationOf(params));
    return { status: 200, body: presentInvitation(invitation, deps.now()) };
  },

  async revokeInvitation({ caller, params }) {
    await revokeInvitation(deps, caller, invitationOf(params));
    return { status: 204 };
  },

  async acceptInvitation({ caller, body }) {
    const { account, member } = await acceptInvitation(deps, caller, body);
    return { status: 200, body: { account: presentAccount(account, deps.place), roles: member.roles } };
  },
});
