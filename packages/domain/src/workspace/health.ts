export const healths = ["healthy", "degraded", "offline"] as const;
export type Health = (typeof healths)[number];

/** The BFF is told to beat at this interval; health falls after two missed beats, and to offline after ten. */
export const heartbeatIntervalSeconds = 15;
export const degradedAfterSeconds = 2 * heartbeatIntervalSeconds + 5;
export const offlineAfterSeconds = 10 * heartbeatIntervalSeconds;

/** What a BFF says of itself; `degraded` when one of its own dependencies is missing. */
export type ReportedHealth = "healthy" | "degraded";

/** Health is derived, never stored: from the last heartbeat and what it said. */
export const healthOf = (last: { at: Date; reported: ReportedHealth }, now: Date): Health => {
  const silentSeconds = (now.getTime() - last.at.getTime()) / 1000;
  if (silentSeconds >= offlineAfterSeconds) return "offline";
  if (silentSeconds >= degradedAfterSeconds) return "degraded";
  return last.reported;
};
