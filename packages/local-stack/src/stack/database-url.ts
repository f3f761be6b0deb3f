import { ensureSecrets } from "./secrets.ts";
import { regionalPortsOf } from "./ports.ts";
import type { StackState } from "./state.ts";

/** Of a region's database in the running stack; undefined where it has no such region. It carries the password: hand it on, and never print it. */
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
