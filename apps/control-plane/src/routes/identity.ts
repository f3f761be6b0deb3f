import type { routes } from "@cogrion/contract";
import { createAccount, getAccount, listAccounts, runIdempotent } from "@cogrion/services";
import type { AnswerOf, Handlers } from "../http/handler.ts";
import { presentAccount } from "../present/account.ts";
import type { HandlerDeps } from "./deps.ts";

type Identity = Pick<Handlers, "getMe" | "listRegions" | "createAccount" | "listAccounts" | "getAccount">;

export const createIdentityHandlers = (deps: HandlerDeps): Identity => ({
  async getMe({ caller: { principal } }) {
    const { uid, email, kind, systemRoles, accounts } = principal;
    return {
      status: 200,
      body: { uid, email, kind, system_roles: systemRoles, accounts, region: deps.place.region },
    };
  },

  async listRegions() {
    const items = deps.regions.map(({ id, location, awsRegion }) => ({
      id,
      location,
      aws_region: awsRegion,
      is_current: id === deps.place.region,
    }));
    return { status: 200, body: { items } };
  },

  createAccount: ({ caller, headers, body }) =>
    runIdempotent(deps, {
      scope: `${caller.principal.uid}:accounts.create`,
      key: headers["idempotency-key"],
      request: body,
      prepare: async () => undefined,
      work: async (tx) => {
        const account = await createAccount({ ...deps, store: tx }, caller, body);
        return {
          status: 201,
          headers: { location: `/api/accounts/${account.id}` },
          body: presentAccount(account),
        } satisfies AnswerOf<typeof routes.createAccount>;
      },
    }),

  async listAccounts({ caller, query: { limit, cursor } }) {
    const page = await listAccounts(deps, caller, { limit, cursor });
    return { status: 200, body: { items: page.rows.map(presentAccount), next_cursor: page.next ?? null } };
  },

  async getAccount({ caller, params }) {
    return { status: 200, body: presentAccount(await getAccount(deps, caller, params.account_id)) };
  },
});
