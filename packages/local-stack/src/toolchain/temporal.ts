import { join } from "node:path";
import { rm } from "node:fs/promises";
import { cacheFolder, inheritedEnvironment } from "../env.ts";
import { pins } from "./pins.ts";
import type { Progress } from "./progress.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";

/** Temporal's command line, whose development server has the UI inside; built from its Go module. */
export const ensureTemporal = async (progress: Progress): Promise<string> => {
  const { version, goTool } = pins.temporal;
  const folder = join(cacheFolder(), "temporal", version);
  await publishOnce(
    folder,
    async (temporary) => {
      const options = { cwd: temporary, env: inheritedEnvironment() };
      progress.update("temporal", "fetching its Go modules");
      await run("go", ["mod", "init", "cogrion.com/toolchain/temporal"], options);
      await run("go", ["get", "-tool", goTool], options);
      progress.update("temporal", "building (about 3 minutes on 2 cores)");
      await run("go", ["build", "-o", "temporal", goTool.split("@")[0] ?? goTool], options);
      await rm(join(temporary, "go.mod"));
      await rm(join(temporary, "go.sum"));
    },
    () => progress.update("temporal", "waiting for another process that builds it"),
  );
  return join(folder, "temporal");
};
