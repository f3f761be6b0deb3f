import type { routes } from "@cogrion/contract";
import type { Account } from "@cogrion/domain";
import { createAccount } from "@cogrion/services/accounts/create";
import { getAccount } from "@cogrion/services/accounts/get";
import { listAccounts } from "@cogrion/services/accounts/list";
import { renameAccount } from "@cogrion/services/accounts/rename";
import { requireResidency } from "@cogrion/services/accounts/residency";
import { runIdempotent } from "@cogrion/services/idempotency/run";
import { entityTagOf, versionDemandedBy } from "../../http/entity-tag.ts";
import type { AnswerOf } from "../../http/handler.ts";
import { presentAccount } from "../../views/accounts.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Accounts = Pick<PublicHandlers, "createAccount" | "listAccounts" | "getAccount" | "updateAccount">;

export const createAccountHandlers = (deps: HandlerDeps): Accounts => ({
  createAccount: ({ caller, headers, body }) =>
    runIdempotent(deps, {
      scope: `${caller.principal.uid}:accounts.create`,
      key: headers["idempotency-key"],
      request: body,
      prepare: async () => requireResidency(deps, body.region),
      work: async (tx) => {
        const account = await createAccount({ ...deps, store: tx }, caller, body);
        return {
          status: 201,
          headers: { location: `/api/accounts/${account.id}`, etag: entityTagOf(account.version) },
          body: presentAccount(account, deps.place),
        } satisfies AnswerOf<typeof routes.createAccount>;
      },
    }),

  async listAccounts({ caller, query: { limit, cursor } }) {
    const page = await listAccounts(deps, caller, { limit, cursor });
    return {
      status: 200,
      body: { items: page.rows.map((each) => presentAccount(each, deps.place)), next_cursor: page.next ?? null },
    };
  },

  async getAccount({ caller, params }) {
    return versioned(deps, await getAccount(deps, caller, params.account_id));
  },

  async updateAccount({ caller, params, headers, body }) {
    const input = {
      accountId: params.account_id,
      name: body.name,
      expectedVersion: versionDemandedBy(headers["if-match"]),
    };
    return versioned(deps, await renameAccount(deps, caller, input));
  },
});

const versioned = ({ place }: HandlerDeps, account: Account) => ({
  status: 200 as const,
  headers: { etag: entityTagOf(account.version) },
  body: presentAccount(account, place),
});
