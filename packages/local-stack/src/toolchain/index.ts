import { ensureKeycloak } from "./keycloak.ts";
import { pins } from "./pins.ts";
import { ensurePostgres } from "./postgres.ts";
import { requirePrerequisites } from "./prerequisites.ts";
import type { Progress } from "./progress.ts";
import { silentProgress } from "./progress.ts";
import { ensurePythonTools, ensureSchemathesis } from "./python.ts";
import { ensureTemporal } from "./temporal.ts";

/** Paths of the real parts on this machine. */
export type Toolchain = {
  keycloakHome: string;
  temporal: string;
  bao: string;
  python: string;
  postgresHome: string;
};

/**
 * Finds every part in the cache, or fetches it. Repeatable, and safe to interrupt.
 * @throws ToolchainError
 */
export const ensureToolchain = async (
  options: { progress?: Progress; forTests?: boolean } = {},
): Promise<Toolchain> => {
  const progress = options.progress ?? silentProgress;
  await requirePrerequisites();
  const done = async <T>(part: string, version: string, work: Promise<T>): Promise<T> => {
    const result = await work;
    progress.done(part, version);
    return result;
  };
  const [keycloakHome, temporal, tools, postgresHome] = await Promise.all([
    done("keycloak", pins.keycloak.version, ensureKeycloak(progress)),
    done("temporal", pins.temporal.version, ensureTemporal(progress)),
    done("aws-emulator", pins.python.packages[0] ?? "", ensurePythonTools(progress)),
    done("postgres", pins.postgres.version, ensurePostgres()),
    ...(options.forTests === true ? [ensureSchemathesis(progress)] : []),
  ]);
  return { keycloakHome, temporal, ...tools, postgresHome };
};
