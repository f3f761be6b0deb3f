/** How long a part is retried while its predecessor still holds something. */
export const releaseTimeoutSeconds = 45;

/**
 * What PostgreSQL, Temporal's SQLite, Keycloak, OpenBao and Node print when a port, a lock or
 * shared memory is in use.
 */
const phrases = [
  /pre-existing shared memory block .* is still in use/,
  /lock file "postmaster\.pid" already exists/,
  /address already in use/i,
  /EADDRINUSE/,
  /database is locked/,
  /failed to create lock file|could not obtain lock/i,
];

/** Whether a part ended because its predecessor still holds something. */
export const isStillHeld = (log: string): boolean => phrases.some((phrase) => phrase.test(log));
