import { readInvocation } from "./config.ts";

/**
 * How a person calls this program, for the commands that texts name: `cogrion`, or `./cogrion`
 * where a checkout's launcher started it.
 */
export const cogrion = readInvocation();
