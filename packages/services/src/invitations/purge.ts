import type { Store } from "@cogrion/domain";

const retentionDays = 90;
/** So that no statement locks many rows. */
const batch = 500;

/**
 * Deletes invitations that were accepted, revoked or have expired more than 90 days ago, and sign-in
 * grants that were revoked as long ago, with their mails; returns how many. They contain people's
 * addresses, and count for the limits of mailboxes until then; the audit keeps what happened.
 */
export const purgeInvitations = async ({ store }: { store: Store }, now: Date): Promise<number> => {
  const before = new Date(now.getTime() - retentionDays * 24 * 3_600_000);
  let purged = 0;
  for (const repository of [store.invitations, store.signIns]) {
    let count: number;
    do {
      count = await repository.purge(before, batch);
      purged += count;
    } while (count === batch);
  }
  return purged;
};
