import { isPortFree, portsOf } from "@cogrion/local-stack";

/** An offset at which every port of a stack is free. */
export const findFreeOffset = async (regions: readonly string[]): Promise<number> => {
  for (let tries = 0; tries < 50; tries++) {
    const offset = 10_000 + Math.floor(Math.random() * 20_000);
    const ports = Object.values(portsOf(regions, offset));
    if ((await Promise.all(ports.map((port) => isPortFree(port)))).every(Boolean)) return offset;
  }
  throw new Error("no free ports");
};
