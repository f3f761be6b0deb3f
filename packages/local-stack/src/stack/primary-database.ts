import { regionTableOf } from "../region/table.ts";
import { ensureSecrets } from "./secrets.ts";
import { runningStack } from "./state.ts";

/**
 * URL of the primary region's database, for the operator's tools; undefined while the stack does
 * not run it.
 */
export const primaryDatabaseUrlOfStack = async (): Promise<string | undefined> => {
  const stack = await runningStack();
  const names = ["postgres", `postgres.${regionTableOf("local").primary}`];
  const port = stack?.parts.find(({ name }) => names.includes(name))?.port;
  if (port === undefined) return undefined;
  const { postgresPassword } = await ensureSecrets();
  return `postgres://cogrion:${encodeURIComponent(postgresPassword)}@127.0.0.1:${port}/cogrion`;
};
