import type { TestProject } from "vitest/node";
import { startStand } from "./stand.ts";

/** Once per project, because Keycloak's start takes most of the time. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const { stand, stop } = await startStand();
  provide("api", stand);
  return stop;
};
