export type QuotaUseRepository = {
  /**
   * Notes one use of a quota for the subject, unless `limit` uses lie in the last `windowSeconds`,
   * by the database's clock. Uses of one subject are counted one after the other until the
   * transaction ends; a rollback takes the use back. Returns undefined, or the seconds until the
   * next use is possible.
   */
  take(
    quota: string,
    subject: string,
    options: { limit: number; windowSeconds: number },
  ): Promise<{ retryAfterSeconds: number } | undefined>;
};
