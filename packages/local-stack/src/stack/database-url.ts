import { ensureSecrets } from "./secrets.ts";
import { regionalPortsOf } from "./ports.ts";
import type { StackState } from "./state.ts";

/**
 * URL of a region's database in the running stack; undefined if the stack does not have the region.
 * It contains the password, so never print it.
 */
export const databaseUrlOf = async (
  { regions, portOffset }: Pick<StackState, "regions" | "portOffset">,
  region: string,
): Promise<string | undefined> => {
  const index = regions.indexOf(region);
  if (index === -1) return undefined;
  const { postgresPassword } = await ensureSecrets();
  const { postgres } = regionalPortsOf(index, portOffset);
  return `postgres://cogrion:${encodeURIComponent(postgresPassword)}@127.0.0.1:${postgres}/cogrion`;
};
