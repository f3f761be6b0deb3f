/**
 * One JSON line for the host's log. `about` contains ids and codes, never a cookie, a token or a
 * query.
 */
export const logFault = (event: string, about: Record<string, string | number>): void => {
  // oxlint-disable-next-line eslint/no-console -- the console is the log of a Worker and of a Lambda
  console.error(JSON.stringify({ level: "error", event, ...about }));
};
