const minute = 60;
const day = 24 * 3600;

/**
 * A deletion that left nothing is checked twice more, because a frozen process may still write
 * after the undo.
 */
const verifiedAfterSeconds = [10 * minute, day];
const longestPauseSeconds = day;
/** Resources that are left for longer stay; the receipt says how to delete them. */
export const cleanupEndsAfterSeconds = 30 * day;

/**
 * Seconds until a deleted workspace is checked again, after `attempts` checks; undefined: never.
 * Left resources are retried after 5, 10, 20 minutes and so on up to once a day, until 30 days
 * after the deletion.
 */
export const nextCleanupSeconds = ({
  attempts,
  hasLeft,
  secondsSinceDeletion,
}: {
  attempts: number;
  hasLeft: boolean;
  secondsSinceDeletion: number;
}): number | undefined => {
  if (!hasLeft) return verifiedAfterSeconds[attempts];
  if (secondsSinceDeletion >= cleanupEndsAfterSeconds) return undefined;
  return Math.min(5 * minute * 2 ** Math.min(attempts, 20), longestPauseSeconds);
};
