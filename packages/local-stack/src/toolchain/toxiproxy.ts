import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import type { Fetching } from "./fetching.ts";
import { buildGoTool } from "./go-tool.ts";
import { pins } from "./pins.ts";
import { publishOnce } from "./publish.ts";

/** Adds network latency between two regions; only benches and tests need it. */
export const ensureToxiproxy = async (fetching: Fetching): Promise<string> => {
  const { version, goTool } = pins.toxiproxy;
  const folder = join(cacheFolder(), "toxiproxy", version);
  await publishOnce(
    folder,
    (temporary) => buildGoTool(temporary, { goTool, name: "toxiproxy", buildTime: "half a minute" }, fetching),
    () => fetching.update("waiting for another process that builds it"),
  );
  return join(folder, "toxiproxy");
};
