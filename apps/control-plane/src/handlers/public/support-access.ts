import type { routes } from "@cogrion/contract";
import type { SupportAccess } from "@cogrion/domain";
import {
  approveSupportAccess,
  endSupportAccess,
  refuseSupportAccess,
  withdrawSupportAccess,
} from "@cogrion/services/support-access/decide";
import { listOwnSupportAccess, listSupportAccess } from "@cogrion/services/support-access/list";
import { requestSupportAccess, requireStaff } from "@cogrion/services/support-access/request";
import { runIdempotent } from "@cogrion/services/idempotency/run";
import type { AnswerOf } from "../../http/handler.ts";
import { presentSupportAccess } from "../../views/support-access.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Names =
  | "requestSupportAccess"
  | "listSupportAccess"
  | "listOwnSupportAccess"
  | "approveSupportAccess"
  | "refuseSupportAccess"
  | "withdrawSupportAccess"
  | "endSupportAccess";

const inputOf = (params: { account_id: string; support_access_id: string }) => ({
  accountId: params.account_id,
  id: params.support_access_id,
});

const standing = (access: SupportAccess) => ({ status: 200 as const, body: presentSupportAccess(access) });

export const createSupportAccessHandlers = (deps: HandlerDeps): Pick<PublicHandlers, Names> => ({
  requestSupportAccess: ({ caller, headers, params: { account_id: accountId }, body }) =>
    runIdempotent(deps, {
      scope: `${caller.principal.uid}:support_access.request:${accountId}`,
      key: headers["idempotency-key"],
      request: body,
      prepare: () => requireStaff(deps, caller, accountId),
      work: async (tx) => {
        const { role, reason, duration_seconds: durationSeconds } = body;
        const input = { accountId, role, reason, durationSeconds };
        const access = await requestSupportAccess({ ...deps, store: tx }, caller, input);
        return { status: 201, headers: {}, body: presentSupportAccess(access) } satisfies AnswerOf<
          typeof routes.requestSupportAccess
        >;
      },
    }),

  async listSupportAccess({ caller, params, query: { limit, cursor } }) {
    const page = await listSupportAccess(deps, caller, params.account_id, { limit, cursor });
    return { status: 200, body: { items: page.rows.map(presentSupportAccess), next_cursor: page.next ?? null } };
  },

  async listOwnSupportAccess({ caller, query: { limit, cursor } }) {
    const page = await listOwnSupportAccess(deps, caller, { limit, cursor });
    return { status: 200, body: { items: page.rows.map(presentSupportAccess), next_cursor: page.next ?? null } };
  },

  approveSupportAccess: async ({ caller, params }) =>
    standing(await approveSupportAccess(deps, caller, inputOf(params))),
  refuseSupportAccess: async ({ caller, params }) => standing(await refuseSupportAccess(deps, caller, inputOf(params))),
  withdrawSupportAccess: async ({ caller, params }) =>
    standing(await withdrawSupportAccess(deps, caller, inputOf(params))),
  endSupportAccess: async ({ caller, params }) => standing(await endSupportAccess(deps, caller, inputOf(params))),
});
