import type { Page, PageRequest, ServicePrincipal, Store } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

type Deps = { store: Store };
export type ServicePrincipalInput = { accountId: string; id: string };

export const servicePrincipalNotFound = (): CogrionError =>
  new CogrionError("service_principal_not_found", { detail: "The account has no service principal with this id." });

/**
 * Newest first, without deleted ones. @throws CogrionError `account_not_found`, `cursor_invalid`
 */
export const listServicePrincipals = async (
  deps: Deps,
  caller: Caller,
  accountId: string,
  page: PageRequest,
): Promise<Page<ServicePrincipal>> => {
  await requireInAccount(deps, caller, accountId, "member.read");
  return deps.store.servicePrincipals.list(accountId, page);
};

/** @throws CogrionError `account_not_found`, `service_principal_not_found` */
export const getServicePrincipal = async (
  deps: Deps,
  caller: Caller,
  { accountId, id }: ServicePrincipalInput,
): Promise<ServicePrincipal> => {
  await requireInAccount(deps, caller, accountId, "member.read");
  const found = await deps.store.servicePrincipals.get(accountId, id);
  if (found !== undefined) return found;
  throw servicePrincipalNotFound();
};
