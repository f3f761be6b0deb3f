import type { StackState } from "@cogrion/local-stack";

/**
 * What the options selected; undefined if they selected nothing, which any running stack satisfies.
 */
export type AskedStack = { portOffset: number | undefined; regions: readonly string[] | undefined };

/** Explains that the running stack is not the requested one, and what to do; undefined if it is. */
export const differenceOf = (
  running: Pick<StackState, "portOffset" | "regions">,
  { portOffset, regions }: AskedStack,
): string | undefined => {
  const differences: string[] = [];
  if (portOffset !== undefined && portOffset !== running.portOffset) {
    differences.push(`port offset ${running.portOffset}, not ${portOffset}`);
  }
  if (regions !== undefined && regions.join() !== running.regions.join()) {
    differences.push(`${running.regions.join(" and ")}, not ${regions.join(" and ")}`);
  }
  if (differences.length === 0) return undefined;
  const free = portOffset === undefined || portOffset === running.portOffset ? running.portOffset + 1000 : portOffset;
  const options = [`--port-offset ${free}`, ...(regions === undefined ? [] : [`--regions ${regions.join()}`])];
  return (
    `A stack already runs here, with ${differences.join("; with ")}. One data folder serves one stack.\n` +
    "Stop it first: ./cogrion down\n" +
    `Or start another beside it, with its own data: COGRION_STATE_DIR=~/cogrion-${free} ./cogrion up ${options.join(" ")}`
  );
};
