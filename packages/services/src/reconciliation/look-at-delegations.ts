import type { AuthoritativeDns, DelegatedZoneState, DelegationToLookAt, Store } from "@cogrion/domain";

const batchSize = 100;
/** Each queries some name servers once, over UDP. */
const parallelLooks = 20;

export type DelegationLooksDeps = {
  store: Store;
  authoritativeDns: AuthoritativeDns;
  intervalSeconds: number;
  onLook: (state: DelegatedZoneState) => void;
};

/**
 * Queries the name servers of each due delegation for its zone; returns how many delegations were
 * checked. If all of them deny it, the workspace's reconciliation is due at once, which queries
 * again, and is the only one that decides. Needs no call to AWS. Safe to run several times at once.
 */
export const lookAtDelegations = async (deps: DelegationLooksDeps, now: Date): Promise<number> => {
  let total = 0;
  for (;;) {
    const claimed = await deps.store.reconciliations.claimDelegations(batchSize, now, deps.intervalSeconds);
    const left = claimed.values();
    const checkInTurn = async (): Promise<void> => {
      for (const each of left) await look(deps, each, now);
    };
    await Promise.all(Array.from({ length: parallelLooks }, checkInTurn));
    total += claimed.length;
    if (claimed.length < batchSize) return total;
  }
};

const look = async (
  { store, authoritativeDns, onLook }: DelegationLooksDeps,
  { workspaceId, delegatedZone, nameServers }: DelegationToLookAt,
  now: Date,
): Promise<void> => {
  // A failing resolver proves nothing about the zone.
  const state = await authoritativeDns.zoneStateOf(delegatedZone, nameServers).catch(() => "unclear" as const);
  onLook(state);
  if (state === "denied") await store.reconciliations.hasten(workspaceId, now);
};
