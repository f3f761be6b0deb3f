import { rm } from "node:fs/promises";
import { inheritedEnvironment } from "../env.ts";
import type { Fetching } from "./fetching.ts";
import { run } from "./run.ts";

/**
 * Builds a command of a Go module, `module/path@version`, as `name` in the folder; Go verifies the
 * module against its checksum database.
 */
export const buildGoTool = async (
  folder: string,
  { goTool, name, buildTime }: { goTool: string; name: string; buildTime: string },
  { update, signal }: Fetching,
): Promise<void> => {
  const options = { cwd: folder, env: inheritedEnvironment(), signal };
  update("downloading its Go modules");
  await run("go", ["mod", "init", `cogrion.com/toolchain/${name}`], options);
  await run("go", ["get", "-tool", goTool], options);
  update(`building (about ${buildTime} on 2 cores)`);
  await run("go", ["build", "-o", name, goTool.split("@")[0] ?? goTool], options);
  await rm(`${folder}/go.mod`);
  await rm(`${folder}/go.sum`);
};
