/** The response to the first request under an idempotency key, returned to each repetition. */
export type StoredResponse = { requestHash: string; status: number; headers: Record<string, string>; body: unknown };

export type IdempotencyRepository = {
  /**
   * Claims the key for this transaction, or returns the response of the first request under it.
   * `in_flight` while another transaction holds it. A claim that ends without `finish` leaves
   * nothing behind, whether by rollback or by a crash.
   */
  begin(
    scope: string,
    key: string,
  ): Promise<{ kind: "new" } | { kind: "in_flight" } | { kind: "finished"; answer: StoredResponse }>;
  finish(scope: string, key: string, answer: StoredResponse): Promise<void>;
};
