import type { Reservation, Store, Tenants } from "@cogrion/domain";
import { systemAuditOf } from "../access/caller.ts";
import { drain } from "../outbox/drain.ts";

export type ReleaseReservationsDeps = {
  store: Store;
  tenants: Tenants;
  onFailed: (failure: { workspaceId: string; attempts: number; error: unknown }) => void;
};

type Outcome = { kind: "found"; generation: number } | { kind: "released" } | { kind: "nothing_to_release" };

/**
 * Frees the ids under which nothing was created: those of deleted workspaces, and those that were
 * reserved for a workspace that was never written. Returns how many responses it had from the
 * primary. The generation of the tenant is committed before the release is requested, so a
 * repetition after a crash, or a late call, cannot release a newer reservation.
 */
export const releaseReservations = ({ store, tenants, onFailed }: ReleaseReservationsDeps): Promise<number> =>
  drain<Reservation, Outcome>(store, {
    claim: (tx) => tx.reservations.claimDue(),
    async send({ workspaceId, generation }) {
      if (generation !== undefined) {
        await tenants.release(workspaceId, generation);
        return { kind: "released" };
      }
      const workspace = await store.workspaces.get(workspaceId);
      const isInUse = workspace !== undefined && !(workspace.state === "deleted" && workspace.isNameReusable);
      const tenant = isInUse ? undefined : await tenants.get(workspaceId);
      // Another region may hold the id: the request that recorded it here was rejected then.
      if (tenant?.status !== "reserved") return { kind: "nothing_to_release" };
      return { kind: "found", generation: tenant.generation };
    },
    async markDone(tx, { workspaceId, accountId }, outcome) {
      if (outcome.kind === "found") return tx.reservations.setGeneration(workspaceId, outcome.generation);
      await tx.reservations.delete(workspaceId);
      if (outcome.kind === "nothing_to_release") return;
      const target = { kind: "workspace", id: workspaceId };
      await tx.audit.append(systemAuditOf({ accountId, action: "workspace.name_released", target, details: {} }));
    },
    postpone: (tx, { workspaceId }, delaySeconds) => tx.reservations.postpone(workspaceId, delaySeconds),
    onFailed: ({ workspaceId, attempts }, error) => onFailed({ workspaceId, attempts: attempts + 1, error }),
  });
