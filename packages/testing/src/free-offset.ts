import { randomInt } from "node:crypto";
import { isPortFree, portsOf } from "@cogrion/local-stack";

/**
 * An offset with which every port of a stack is free, below the ports that other tests use and that
 * outgoing connections get.
 */
export const findFreeOffset = async (regions: readonly string[]): Promise<number> => {
  for (let tries = 0; tries < 50; tries++) {
    const offset = randomInt(9_000, 11_000);
    const ports = Object.values(portsOf(regions, offset));
    if ((await Promise.all(ports.map((port) => isPortFree(port)))).every(Boolean)) return offset;
  }
  throw new Error("no free ports");
};
