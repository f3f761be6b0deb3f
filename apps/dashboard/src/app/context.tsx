import type { SuccessOf } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { Permission, Role } from "@cogrion/domain";
import { mayRoles, permissionMatrix } from "@cogrion/domain";
import { queryOptions } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { apiOf } from "../data/api.ts";
import type { SiteRegion } from "../site.ts";

export type Me = SuccessOf<typeof routes.getMe>;
export type Account = SuccessOf<typeof routes.getAccount>;

export const meQuery = (region: SiteRegion) =>
  queryOptions({ queryKey: ["me", region.id], queryFn: () => apiOf(region).call(routes.getMe, {}), staleTime: 60_000 });

export const accountsQuery = (region: SiteRegion) =>
  queryOptions({
    queryKey: ["accounts", region.id],
    queryFn: async () => (await apiOf(region).call(routes.listAccounts, { query: { limit: 100 } })).items,
    staleTime: 60_000,
  });

/** Where the page acts, and as whom. */
export type Scope = {
  region: SiteRegion;
  me: Me;
  accounts: readonly Account[];
  /** The one that is chosen; undefined for somebody without any. */
  account: Account | undefined;
};

const ScopeContext = createContext<Scope | undefined>(undefined);
export const ScopeProvider = ScopeContext.Provider;

export const useScope = (): Scope => {
  const scope = useContext(ScopeContext);
  if (scope === undefined) throw new Error("this component stands outside a region");
  return scope;
};

const rolesIn = (me: Me, accountId: string): readonly Role[] =>
  me.accounts.find(({ id }) => id === accountId)?.roles ?? [];

/** Why the person may not do this in the account, and who may; undefined where they may. */
export const refusalOf = (me: Me, accountId: string, permission: Permission): string | undefined => {
  const held = rolesIn(me, accountId);
  if (mayRoles(held, permission)) return undefined;
  const may = permissionMatrix[permission];
  const who = may.length === 1 ? `an ${may[0]}` : `an ${may.slice(0, -1).join(", ")} or ${may.at(-1)}`;
  return `Your role (${held.join(", ") || "none"}) does not allow this. Ask ${who} of the account.`;
};

export const rolesOf = rolesIn;
