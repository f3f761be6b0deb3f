export const healths = ["healthy", "degraded", "offline"] as const;
export type Health = (typeof healths)[number];

/**
 * The BFF's heartbeat interval. Health becomes degraded after two missed heartbeats, and offline
 * after ten.
 */
export const heartbeatIntervalSeconds = 15;
export const degradedAfterSeconds = 2 * heartbeatIntervalSeconds + 5;
export const offlineAfterSeconds = 10 * heartbeatIntervalSeconds;

/** What a BFF reports about itself; `degraded` if one of its own dependencies is unavailable. */
export type ReportedHealth = "healthy" | "degraded";

/** Health is derived, never stored: from the last heartbeat and what it reported. */
export const healthOf = (last: { at: Date; reported: ReportedHealth }, now: Date): Health => {
  const silentSeconds = (now.getTime() - last.at.getTime()) / 1000;
  if (silentSeconds >= offlineAfterSeconds) return "offline";
  if (silentSeconds >= degradedAfterSeconds) return "degraded";
  return last.reported;
};
