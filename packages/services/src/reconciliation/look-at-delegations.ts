import type { AuthoritativeDns, DelegatedZoneState, DelegationToLookAt, Store } from "@cogrion/domain";

const batchSize = 100;
/** Each asks some name servers once, over UDP. */
const parallelLooks = 20;

export type DelegationLooksDeps = {
  store: Store;
  authoritativeDns: AuthoritativeDns;
  intervalSeconds: number;
  onLook: (state: DelegatedZoneState) => void;
};

/**
 * Asks the name servers of each delegation that is due whether they still hold its zone; returns
 * how many were asked. Where all deny it, the comparison of the workspace is due at once, which
 * asks again, and alone decides. Costs no call of AWS. Safe to run several times at once.
 */
export const lookAtDelegations = async (deps: DelegationLooksDeps, now: Date): Promise<number> => {
  let total = 0;
  for (;;) {
    const claimed = await deps.store.reconciliations.claimDelegations(batchSize, now, deps.intervalSeconds);
    const left = claimed.values();
    const lookInTurn = async (): Promise<void> => {
      for (const each of left) await look(deps, each, now);
    };
    await Promise.all(Array.from({ length: parallelLooks }, lookInTurn));
    total += claimed.length;
    if (claimed.length < batchSize) return total;
  }
};

const look = async (
  { store, authoritativeDns, onLook }: DelegationLooksDeps,
  { workspaceId, delegatedZone, nameServers }: DelegationToLookAt,
  now: Date,
): Promise<void> => {
  // A resolver that fails says nothing of the zone.
  const state = await authoritativeDns.zoneStateOf(delegatedZone, nameServers).catch(() => "unclear" as const);
  onLook(state);
  if (state === "denied") await store.reconciliations.hasten(workspaceId, now);
};
