import type { Store } from "@cogrion/domain";

const longestDelaySeconds = 60;

export type Queue<Item extends { attempts: number }, Result> = {
  /** The next due item, locked until the transaction ends; undefined if nothing is due. */
  claim: (tx: Store) => Promise<Item | undefined>;
  /**
   * Sends the item to the outside system. It has a deadline well below the 30 s that a transaction
   * may wait.
   */
  send: (item: Item) => Promise<Result>;
  markDone: (tx: Store, item: Item, result: Result) => Promise<void>;
  postpone: (tx: Store, item: Item, delaySeconds: number) => Promise<void>;
  /** Called for each failed send; the item stays queued and is retried. */
  onFailed: (item: Item, error: unknown) => void;
};

/**
 * Sends every item that is due, at least once each, and returns how many were sent. A failed item
 * waits longer after each attempt, up to 60 s. One item is one transaction, so what was sent is
 * marked at once, and a slow send locks one row only. Safe to run several times at once.
 */
export const drain = async <Item extends { attempts: number }, Result>(
  store: Store,
  { claim, send, markDone, postpone, onFailed }: Queue<Item, Result>,
): Promise<number> => {
  let sent = 0;
  for (;;) {
    const outcome = await store.transaction(async (tx) => {
      const item = await claim(tx);
      if (item === undefined) return "empty";
      let result: Result;
      try {
        result = await send(item);
      } catch (error) {
        onFailed(item, error);
        await postpone(tx, item, Math.min(2 ** item.attempts, longestDelaySeconds));
        return "failed";
      }
      await markDone(tx, item, result);
      return "sent";
    });
    if (outcome === "empty") return sent;
    if (outcome === "sent") sent++;
  }
};
