import { readInvocation } from "./config.ts";

/**
 * How a person calls this program, for commands in texts: `cogrion`, or `./cogrion` if a checkout's
 * launcher started it.
 */
export const cogrion = readInvocation();
