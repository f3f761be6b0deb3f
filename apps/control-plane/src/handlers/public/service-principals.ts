import type { routes } from "@cogrion/contract";
import type { ServicePrincipal } from "@cogrion/domain";
import {
  addServicePrincipalKey,
  deleteServicePrincipal,
  disableServicePrincipal,
  enableServicePrincipal,
  removeServicePrincipalKey,
} from "@cogrion/services/service-principals/change";
import { createServicePrincipal, requireMayCreateServicePrincipal } from "@cogrion/services/service-principals/create";
import { getServicePrincipal, listServicePrincipals } from "@cogrion/services/service-principals/read";
import { runIdempotent } from "@cogrion/services/idempotency/run";
import type { AnswerOf } from "../../http/handler.ts";
import { presentServicePrincipal } from "../../views/service-principals.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Names =
  | "createServicePrincipal"
  | "listServicePrincipals"
  | "getServicePrincipal"
  | "disableServicePrincipal"
  | "enableServicePrincipal"
  | "addServicePrincipalKey"
  | "removeServicePrincipalKey"
  | "deleteServicePrincipal";

const inputOf = (params: { account_id: string; service_principal_id: string }) => ({
  accountId: params.account_id,
  id: params.service_principal_id,
});

const standing = (each: ServicePrincipal) => ({ status: 200 as const, body: presentServicePrincipal(each) });

export const createServicePrincipalHandlers = (deps: HandlerDeps): Pick<PublicHandlers, Names> => ({
  createServicePrincipal: ({ caller, headers, params: { account_id: accountId }, body }) => {
    const input = { accountId, name: body.name, roles: body.roles, publicKey: body.public_key };
    return runIdempotent(deps, {
      scope: `${caller.principal.uid}:service_principals.create:${accountId}`,
      key: headers["idempotency-key"],
      request: body,
      prepare: () => requireMayCreateServicePrincipal(deps, caller, input),
      work: async (tx) => {
        const made = await createServicePrincipal({ store: tx }, caller, input);
        return {
          status: 201,
          headers: { location: `/api/accounts/${accountId}/service-principals/${made.id}` },
          body: presentServicePrincipal(made),
        } satisfies AnswerOf<typeof routes.createServicePrincipal>;
      },
    });
  },

  async listServicePrincipals({ caller, params, query: { limit, cursor } }) {
    const page = await listServicePrincipals(deps, caller, params.account_id, { limit, cursor });
    return { status: 200, body: { items: page.rows.map(presentServicePrincipal), next_cursor: page.next ?? null } };
  },

  getServicePrincipal: async ({ caller, params }) => standing(await getServicePrincipal(deps, caller, inputOf(params))),
  disableServicePrincipal: async ({ caller, params }) =>
    standing(await disableServicePrincipal(deps, caller, inputOf(params))),
  enableServicePrincipal: async ({ caller, params }) =>
    standing(await enableServicePrincipal(deps, caller, inputOf(params))),

  addServicePrincipalKey: async ({ caller, params, body }) =>
    standing(await addServicePrincipalKey(deps, caller, { ...inputOf(params), publicKey: body.public_key })),
  removeServicePrincipalKey: async ({ caller, params }) =>
    standing(await removeServicePrincipalKey(deps, caller, { ...inputOf(params), keyId: params.key_id })),

  async deleteServicePrincipal({ caller, params }) {
    await deleteServicePrincipal(deps, caller, inputOf(params));
    return { status: 204 };
  },
});
