import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import { exists } from "../files/exists.ts";
import { findChromium } from "./chromium.ts";
import { pins } from "./pins.ts";
import { findPackagedPostgres } from "./postgres.ts";
import { pythonEnvironmentFolder } from "./python.ts";

export type FoundPart = {
  name: string;
  version: string;
  /**
   * Where a part already is. The next command that needs a missing part downloads it or finds it on
   * the PATH.
   */
  folder: string | undefined;
};

/** The parts of the toolchain that this machine already has; downloads nothing. */
export const findToolchain = async (): Promise<{
  parts: FoundPart[];
  chromium: string | undefined;
}> => {
  const folders: [name: string, version: string, folder: string][] = [
    ["keycloak", pins.keycloak.version, join(cacheFolder(), "keycloak", pins.keycloak.version)],
    ["temporal", pins.temporal.version, join(cacheFolder(), "temporal", pins.temporal.version)],
    ["moto", pins.moto.version, pythonEnvironmentFolder("moto")],
    ["openbao", pins.openbao.version, pythonEnvironmentFolder("openbao")],
  ];
  const parts = await Promise.all(
    folders.map(async ([name, version, folder]) => ({
      name,
      version,
      folder: (await exists(folder)) ? folder : undefined,
    })),
  );
  const postgres = { name: "postgres", version: pins.postgres.version, folder: findPackagedPostgres() };
  return { parts: [...parts, postgres], chromium: await findChromium() };
};
