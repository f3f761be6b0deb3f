import { createHash } from "node:crypto";
import type { StoredResponse, Store } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";

export type Answer = Omit<StoredResponse, "requestHash">;

export type IdempotentRequest<Prepared> = {
  /**
   * The caller and the operation: `{uid}:workspaces.create`. Keys of different scopes are
   * independent.
   */
  scope: string;
  /** `Idempotency-Key`; undefined if the caller sent none. */
  key: string | undefined;
  /** The parsed request, as JSON: a repetition must be the same. */
  request: unknown;
  /** Runs before the transaction, and may call other systems; repeatable. */
  prepare: () => Promise<Prepared>;
  /** The change itself, on the store that it gets, and its response. */
  work: (tx: Store, prepared: Prepared) => Promise<Answer>;
};

/**
 * Makes the change once, and returns the first response to each repetition. The response is stored
 * in the transaction of the change, so after a crash either both exist or neither does. An error is
 * not stored, so that a repetition tries again.
 * @throws CogrionError `idempotency_key_reused`, `idempotency_key_in_flight`
 */
export const runIdempotent = async <Prepared>(
  { store }: { store: Store },
  { scope, key, request, prepare, work }: IdempotentRequest<Prepared>,
): Promise<Answer> => {
  if (key === undefined) {
    const prepared = await prepare();
    return store.transaction((tx) => work(tx, prepared));
  }
  const requestHash = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  const early = await store.transaction((tx) => storedResponse(tx, scope, key, requestHash));
  if (early !== undefined) return early;
  const prepared = await prepare();
  return store.transaction(async (tx) => {
    const kept = await storedResponse(tx, scope, key, requestHash);
    if (kept !== undefined) return kept;
    const answer = await work(tx, prepared);
    await tx.idempotency.finish(scope, key, { requestHash, ...answer });
    return answer;
  });
};

const storedResponse = async (
  tx: Store,
  scope: string,
  key: string,
  requestHash: string,
): Promise<Answer | undefined> => {
  const begun = await tx.idempotency.begin(scope, key);
  if (begun.kind === "new") return undefined;
  if (begun.kind === "in_flight") {
    throw new CogrionError("idempotency_key_in_flight", {
      detail: "A request with this Idempotency-Key is still being processed. Repeat it in a moment.",
      retryAfterSeconds: 1,
    });
  }
  const { requestHash: firstHash, ...answer } = begun.answer;
  if (firstHash === requestHash) return answer;
  throw new CogrionError("idempotency_key_reused", {
    detail: "This Idempotency-Key was used for another request. Use a new key for each request.",
  });
};
