import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const pinsSchema = z.strictObject({
  keycloak: z.strictObject({
    version: z.string(),
    maven: z.string().regex(/^[\w.-]+:[\w.-]+:[\w.-]+:zip$/),
    sha256: z.hex().length(64),
    bytes: z.int(),
  }),
  temporal: z.strictObject({ version: z.string(), goTool: z.string() }),
  postgres: z.strictObject({ version: z.string(), npm: z.string() }),
  python: z.strictObject({
    minimum: z.string(),
    packages: z.array(z.string()),
    testPackages: z.array(z.string()),
  }),
  java: z.strictObject({ minimum: z.string() }),
  go: z.strictObject({ minimum: z.string() }),
  node: z.strictObject({ minimum: z.string() }),
});

/** toolchain.json: the one place that pins what is not an npm package. */
export const pins = pinsSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "toolchain.json"), "utf8")),
);
