import { randomBytes } from "node:crypto";
import type { Place, Store, Tenants, WorkspaceId } from "@cogrion/domain";
import { CogrionError, delegatedZoneOf, generatedSlugOf, requireNamesThatFit, workspaceIdOf } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

const generatedSlugAttempts = 5;

export type ReserveDeps = { store: Store; tenants: Tenants; place: Place };

/**
 * Reserves the id of a new workspace in all regions, before this region writes anything. The
 * reservation belongs to the account: if the process dies before the workspace is written, the same
 * account's repeated request finds its own reservation and continues. Call it outside a
 * transaction, because outside the primary region it is a call over the network.
 * @throws CogrionError `workspace_slug_taken`, `workspace_slug_invalid`, `account_not_found`,
 * `role_insufficient`
 */
export const reserveWorkspaceId = async (
  deps: ReserveDeps,
  caller: Caller,
  { accountId, slug }: { accountId: string; slug: string | undefined },
): Promise<WorkspaceId> => {
  await requireInAccount(deps, caller, accountId, "workspace.create");
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

const claim = async ({ tenants, place }: ReserveDeps, accountId: string, id: WorkspaceId): Promise<WorkspaceId> => {
  requireNamesThatFit(id, place);
  await tenants.reserve(
    { workspaceId: id, region: place.region, delegatedZone: delegatedZoneOf(id, place) },
    accountId,
  );
  return id;
};
