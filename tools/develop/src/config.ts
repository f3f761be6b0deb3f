import { join, resolve } from "node:path";

/** The folder of the checkout from which these tools run. */
export const repositoryFolder = resolve(join(import.meta.dirname, "..", "..", ".."));

/** The environment of tools that we start: the person's own. */
export const readOwnEnvironment = (): NodeJS.ProcessEnv => process.env;
