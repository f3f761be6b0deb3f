import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/**
 * The file of an emulator's program, for Node to run. Modules in a test runner have no
 * `import.meta.resolve`, so the classic resolver is used.
 */
export const emulatorProgram = (name: "aws" | "cloudflare" | "mail"): string =>
  resolve(`@cogrion/emulators/${name}/main`);
