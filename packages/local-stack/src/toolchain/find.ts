import { stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import { findChromium } from "./chromium.ts";
import { pins } from "./pins.ts";
import { pythonEnvironmentFolder } from "./python.ts";

export type FoundPart = {
  name: string;
  version: string;
  /** Whether it is in the cache already; what is not is fetched, or taken from PATH, by the next command that needs it. */
  isCached: boolean;
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** What of the toolchain is in the cache; fetches nothing. */
export const findToolchain = async (): Promise<{
  cacheFolder: string;
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
    folders.map(async ([name, version, folder]) => ({ name, version, isCached: await exists(folder) })),
  );
  return { cacheFolder: cacheFolder(), parts, chromium: await findChromium() };
};
