export type QuotaUseRepository = {
  /**
   * Records one use of a quota for the subject, unless there were already `limit` uses in the last
   * `windowSeconds`, by the database's clock. Uses of one subject are serialized until the
   * transaction ends; a rollback removes the use. Returns undefined, or the seconds until the next
   * use is possible.
   */
  take(
    quota: string,
    subject: string,
    options: { limit: number; windowSeconds: number },
  ): Promise<{ retryAfterSeconds: number } | undefined>;
  /** What `take` would return, without noting a use. */
  check(
    quota: string,
    subject: string,
    options: { limit: number; windowSeconds: number },
  ): Promise<{ retryAfterSeconds: number } | undefined>;
};
