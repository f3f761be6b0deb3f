import { shareSystem } from "@cogrion/testing/shared-system";
import { startSystem } from "@cogrion/testing/system";
import type { TestProject } from "vitest/node";

/** Once for the project: a whole region's start takes longer than most of its files. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const { shared, stop } = await shareSystem(await startSystem());
  provide("system", shared);
  return stop;
};
