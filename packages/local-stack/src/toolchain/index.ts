import { ensureChromium } from "./chromium.ts";
import type { Fetching } from "./fetching.ts";
import { ensureKeycloak } from "./keycloak.ts";
import { pins } from "./pins.ts";
import { ensurePostgres } from "./postgres.ts";
import { requirePrerequisites } from "./prerequisites.ts";
import type { Progress } from "./progress.ts";
import { silentProgress } from "./progress.ts";
import { ensureMoto, ensureOpenBao, ensureSchemathesis } from "./python.ts";
import { ensureTemporal } from "./temporal.ts";

/** Paths of the real parts on this machine. */
export type Toolchain = {
  keycloakHome: string;
  temporal: string;
  bao: string;
  python: string;
  postgresHome: string;
};

export type ToolchainOptions = {
  progress?: Progress;
  /** Including what only tests use: schemathesis and Chromium. */
  forTests?: boolean;
  /** Ends downloads and builds in progress; complete parts stay in the cache. */
  signal?: AbortSignal;
};

/**
 * Finds every part on the PATH or in the cache, or downloads it. Repeatable, and safe to interrupt.
 * @throws ToolchainError
 */
export const ensureToolchain = async (options: ToolchainOptions = {}): Promise<Toolchain> => {
  const progress = options.progress ?? silentProgress;
  await requirePrerequisites();
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const part = async (
    name: string,
    version: string,
    ensure: (fetching: Fetching) => Promise<string>,
  ): Promise<string> => {
    try {
      const path = await ensure({ signal, update: (state, amount) => progress.update(name, state, amount) });
      progress.done(name, version);
      return path;
    } catch (error) {
      // The others need not continue.
      failed.abort(error);
      throw error;
    }
  };
  const [keycloakHome = "", temporal = "", python = "", bao = "", postgresHome = ""] = await allSettledOrThrow([
    part("keycloak", pins.keycloak.version, ensureKeycloak),
    part("temporal", pins.temporal.version, ensureTemporal),
    part("moto", pins.moto.version, ensureMoto),
    part("openbao", pins.openbao.version, ensureOpenBao),
    part("postgres", pins.postgres.version, ensurePostgres),
    ...(options.forTests === true
      ? [part("schemathesis", "for tests", ensureSchemathesis), part("chromium", "for tests", ensureChromium)]
      : []),
  ]);
  return { keycloakHome, temporal, python, bao, postgresHome };
};

/** Waits for all before it throws the first fault, so that nothing runs after a failed command. */
const allSettledOrThrow = async (parts: Promise<string>[]): Promise<string[]> => {
  let first: unknown;
  const settled = await Promise.allSettled(
    parts.map((part) =>
      part.catch((error: unknown) => {
        first ??= error;
        throw error;
      }),
    ),
  );
  if (first !== undefined) throw first;
  return settled.map((each) => (each.status === "fulfilled" ? each.value : ""));
};
