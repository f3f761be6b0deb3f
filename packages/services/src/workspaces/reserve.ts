import { randomBytes } from "node:crypto";
import type { Place, Store, Tenants, WorkspaceId } from "@cogrion/domain";
import { CogrionError, delegatedZoneOf, generatedSlugOf, requireNamesThatFit, workspaceIdOf } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { checkQuota, requireQuota } from "../quotas/use.ts";

const generatedSlugAttempts = 5;
/** Longer than the rest of a request that creates a workspace. */
const holdSeconds = 600;

export type ReserveDeps = { store: Store; tenants: Tenants; place: Place } & QuotaDeps;

/**
 * Claims the id of a workspace to be created, over all regions, before the workspace is written.
 * The claim is the account's: when the process dies in between, the same account's repeated request
 * finds its own claim and continues; without one the claim is released after ten minutes. Must not
 * be called within a transaction: outside the primary region it is a call over the network.
 * @throws CogrionError `workspace_slug_taken`, `workspace_slug_invalid`, `account_not_found`,
 * `role_insufficient`, `rate_limited`, `quota_exceeded`
 */
export const reserveWorkspaceId = async (
  deps: ReserveDeps,
  caller: Caller,
  { accountId, slug }: { accountId: string; slug: string | undefined },
): Promise<WorkspaceId> => {
  await requireInAccount(deps, caller, accountId, "workspace.create");
  // Nothing is reserved for a request that the quotas reject afterwards.
  await checkQuota(deps.store, deps, "workspaces_created_by_person", caller.principal.uid);
  await checkQuota(deps.store, deps, "workspaces_created", accountId);
  requireQuota(deps, "workspaces", await deps.store.workspaces.countLive(accountId));
  if (slug !== undefined) return claim(deps, accountId, workspaceIdOf(slug));
  for (let attempt = 1; ; attempt++) {
    try {
      return await claim(deps, accountId, workspaceIdOf(generatedSlugOf(randomBytes(10))));
    } catch (error) {
      const isTaken = error instanceof CogrionError && error.code === "workspace_slug_taken";
      if (!isTaken || attempt === generatedSlugAttempts) throw error;
    }
  }
};

const claim = async (
  { store, tenants, place }: ReserveDeps,
  accountId: string,
  id: WorkspaceId,
): Promise<WorkspaceId> => {
  requireNamesThatFit(id, place);
  if (!(await store.reservations.hold(id, accountId, holdSeconds))) throw slugInUse(id);
  await tenants.reserve(
    { workspaceId: id, region: place.region, delegatedZone: delegatedZoneOf(id, place) },
    accountId,
  );
  return id;
};

/** Somebody else's request holds the id, or it is just being released. */
export const slugInUse = (id: WorkspaceId): CogrionError =>
  new CogrionError("workspace_slug_taken", {
    detail: `The slug "${id.slice(2)}" is taken, or is being released. Choose another one, or retry in a minute.`,
  });
