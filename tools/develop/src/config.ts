import { join, resolve } from "node:path";

/** The folder of the checkout that these tools run from. */
export const repositoryFolder = resolve(join(import.meta.dirname, "..", "..", ".."));

/** What tools that we start inherit: the person's own environment. */
export const readOwnEnvironment = (): NodeJS.ProcessEnv => process.env;
